"""The tenant's accent colour, made readable."""

import re
from decimal import Decimal
from functools import lru_cache

DEFAULT_ACCENT = "#2b4fc4"

MIN_CONTRAST = Decimal("4.5")
"""What WCAG 2.2 asks between text and its ground."""

TINT = Decimal("0.07")
"""How much of the accent is mixed into the ground of the box with the amount due (templates/modern.typ)."""

_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)

_Rgb = tuple[int, int, int]

# WCAG 2.2, relative luminance: weights of red, green and blue, and the curve of sRGB.
_WEIGHTS = (Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722"))
_LINEAR_UP_TO, _SLOPE = Decimal("0.04045"), Decimal("12.92")
_OFFSET, _POWER = Decimal("0.055"), Decimal("2.4")
_FLARE = Decimal("0.05")


@lru_cache(maxsize=1024)
def readable_accent(accent: str) -> str:
    """
    Return the colour, darkened as far as text in it needs to be read on white and on its own tint.

    ``accent`` is "#rrggbb"; anything else gives the default. Rule: WCAG 2.2, 1.4.3.
    """
    given = accent.strip().lower()
    colour = _parsed(given if _HEX.fullmatch(given) else DEFAULT_ACCENT)
    while _contrast(colour) < MIN_CONTRAST:
        red, green, blue = (part * 97 // 100 for part in colour)
        colour = (red, green, blue)
    return "#" + bytes(colour).hex()


def _parsed(colour: str) -> _Rgb:
    red, green, blue = bytes.fromhex(colour[1:])
    return (red, green, blue)


def _contrast(colour: _Rgb) -> Decimal:
    """Return the contrast ratio of a colour on its tint, which is a little less than on white."""
    ink = [Decimal(part) for part in colour]
    ground = [part * TINT + 255 * (1 - TINT) for part in ink]
    return (_luminance(ground) + _FLARE) / (_luminance(ink) + _FLARE)


def _luminance(colour: list[Decimal]) -> Decimal:
    weighted = (weight * _linear(part / 255) for weight, part in zip(_WEIGHTS, colour, strict=True))
    return sum(weighted, Decimal(0))


def _linear(share: Decimal) -> Decimal:
    if share <= _LINEAR_UP_TO:
        return share / _SLOPE
    return ((share + _OFFSET) / (1 + _OFFSET)) ** _POWER
