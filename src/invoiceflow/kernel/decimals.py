"""
Numbers that people and programs send: one strict reading of text, one way to write it.

The patterns are for schemas (``msgspec.Meta(pattern=...)``, OpenAPI), and mean the same in Python and in
ECMAScript. They and the parser refuse ``1e3``, ``NaN``, ``-0``, ``1,5``, ``1_000``, ``007``, blanks, a
leading plus and digits that are not ASCII: every number has one spelling but for trailing zeros.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.kernel.errors import FieldError, Invalid

MAX_INTEGER_DIGITS = 14
MAX_DECIMALS = 6

_END = r"(?!\n)$"  # Python's $ alone would let a trailing line break through
_WHOLE = rf"(?:0|[1-9][0-9]{{0,{MAX_INTEGER_DIGITS - 1}}})"
_FRACTION = rf"(?:\.[0-9]{{1,{MAX_DECIMALS}}})?"

PRICE_PATTERN = rf"^{_WHOLE}{_FRACTION}{_END}"
"""A unit price: zero or more (EN 16931 BR-27), up to 14 digits and 6 decimals."""

QUANTITY_PATTERN = rf"^(?!-0(?:\.0+)?$)-?{_WHOLE}{_FRACTION}{_END}"
"""A quantity: a return is negative. Up to 14 digits and 6 decimals."""

PERCENT_PATTERN = rf"^(?:100(?:\.0{{1,{MAX_DECIMALS}}})?|(?:0|[1-9][0-9]?){_FRACTION}){_END}"
"""A discount in percent, 0 to 100, up to 6 decimals."""

RATE_PATTERN = PERCENT_PATTERN
"""A tax rate in percent, 0 to 100, up to 6 decimals."""

_PLAIN = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")
_WITH_COMMA = re.compile(r"-?[0-9]+,[0-9]+")


class NotADecimal(Invalid):
    """The text is not a number as it must be written here."""


def parse_decimal(
    text: str, *, max_integer_digits: int, max_decimals: int, signed: bool = False, pointer: str = ""
) -> Decimal:
    """
    Return the number that a text writes out, exactly.

    Raises:
        NotADecimal: the text is anything but plain digits with at most one point. ``pointer`` is the field
        named.

    """
    found = _PLAIN.fullmatch(text)
    if found is None:
        raise NotADecimal((_malformed(text, pointer),))
    sign, whole, decimals = found[1], found[2], found[3] or ""
    if len(whole) > max_integer_digits:
        raise NotADecimal.field(pointer, "number.too_large", f"Use at most {max_integer_digits} digits.")
    if len(decimals) > max_decimals:
        raise NotADecimal.field(pointer, "number.decimals", f"Use at most {max_decimals} decimals.")
    if sign and not (signed and (whole + decimals).strip("0")):
        raise NotADecimal.field(pointer, "number.negative", "Use a number without a minus sign.")
    return Decimal(text)


def _malformed(text: str, pointer: str) -> FieldError:
    if _WITH_COMMA.fullmatch(text):
        return FieldError(
            "number.comma", pointer, f"Write decimals with a point: {text.replace(',', '.')[:40]}."
        )
    return FieldError(
        "number.malformed", pointer, "Write a number with digits and a point only, such as 1234.5."
    )


@dataclass(frozen=True, slots=True)
class Bounded:
    """A kind of number: how it may be written and how large it may be."""

    signed: bool
    at_most: Decimal | None = None

    def parse(self, text: str, pointer: str = "") -> Decimal:
        """
        Return the number of a text.

        Raises:
            NotADecimal: it is not written plainly, or is out of bounds.

        """
        value = parse_decimal(
            text,
            max_integer_digits=MAX_INTEGER_DIGITS,
            max_decimals=MAX_DECIMALS,
            signed=self.signed,
            pointer=pointer,
        )
        if self.at_most is not None and value > self.at_most:
            raise NotADecimal.field(pointer, "number.too_large", f"Use a number from 0 to {self.at_most}.")
        return value


QUANTITY = Bounded(signed=True)
PRICE = Bounded(signed=False)
PERCENT = Bounded(signed=False, at_most=Decimal(100))
RATE = PERCENT


def plain(value: Decimal) -> str:
    """Return the shortest text of a number ("2", "38.5"): no exponent, no trailing zeros, no minus zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
