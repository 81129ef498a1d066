"""
The one way to round and to share out money.

Halves go away from zero (EN 16931 BR-CO-17), so that the mirror image of an invoice has the mirror image of
its amounts. Nothing here depends on the decimal context of the caller. Rules and examples:
docs/rules/rounding.md.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction

EXACT = Context(
    prec=120,
    rounding=ROUND_HALF_UP,
    Emin=-999,
    Emax=999,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""
Room for every product of bounded quantities, prices and percentages, whatever the ambient context.

Sums, products and scalings in it are exact; only divisions are rounded, at the 120th digit.
"""


def round_half_up(value: Decimal) -> int:
    """Return the nearest integer, halves away from zero: 1.5 is 2 and -1.5 is -2."""
    return int(value.to_integral_value(rounding=ROUND_HALF_UP, context=EXACT))


def round_minor(amount: Decimal, exponent: int) -> int:
    """Return an amount of whole units as minor units, rounded: 1.085 with exponent 2 is 109."""
    return round_half_up(EXACT.scaleb(amount, exponent))


def percent_of(amount_minor: int, percent: Decimal) -> int:
    """Return so many percent of an amount, in minor units, rounded once."""
    return round_half_up(EXACT.scaleb(EXACT.multiply(Decimal(amount_minor), percent), -2))


def split(amount_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """
    Share an amount out in proportion to the weights, so that the parts add up to it exactly.

    By largest remainder; on a tie the earlier part gets the unit. Weights may all be negative. Where they
    cancel out they count by their size, and where all are zero, equally. No weights: no parts, and the
    amount must be zero.
    """
    total = sum(weights)
    if total == 0:
        weights = [abs(weight) for weight in weights] if any(weights) else [1] * len(weights)
        total = sum(weights)
    return apportion(amount_minor, [Fraction(amount_minor * weight, total) for weight in weights])


def apportion(amount_minor: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """
    Round exact shares to integers whose sum is the amount, by largest remainder.

    ``amount_minor`` must be the rounded sum of the shares. The mirror image of the input gives the mirror
    image of the result.
    """
    sign = _sign_of(amount_minor, shares)
    mirrored = [share * sign for share in shares]
    parts = [share.numerator // share.denominator for share in mirrored]
    left = amount_minor * sign - sum(parts)
    if not 0 <= left <= len(parts):
        msg = f"{amount_minor} is not the rounded sum of its shares"
        raise ValueError(msg)
    by_remainder = sorted(range(len(parts)), key=lambda at: parts[at] - mirrored[at])
    for at in by_remainder[:left]:
        parts[at] += 1
    return tuple(part * sign for part in parts)


def _sign_of(amount_minor: int, shares: Sequence[Fraction]) -> int:
    deciding = amount_minor or next((share for share in shares if share), Fraction(1))
    return 1 if deciding > 0 else -1
