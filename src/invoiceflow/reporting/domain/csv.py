"""Cells of a CSV file that a spreadsheet will open: safe against formulas in what people typed."""

from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.kernel.currency import currency_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First signs that make a spreadsheet take a text for a formula (OWASP ASVS 5.0, 1.2.10), in full width too."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount of our own making, which no one typed; written with a point and all its decimals."""

    minor: int
    currency: str

    def __str__(self) -> str:
        exponent = currency_of(self.currency).exponent
        digits = str(abs(self.minor)).rjust(exponent + 1, "0")
        whole, rest = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
        return f"{'-' if self.minor < 0 else ''}{whole}{'.' if rest else ''}{rest}"


def line(*cells: str | int | Decimal | Figure) -> str:
    """
    Return one line of RFC 4180, its end included.

    A text that begins like a formula gets an apostrophe before it. Figures and numbers stay what they are, negative
    ones too.
    """
    return ",".join(_written(cell) for cell in cells) + "\r\n"


def _written(cell: str | int | Decimal | Figure) -> str:
    if not isinstance(cell, str):
        return str(cell)
    safe = f"'{cell}" if cell.startswith(DANGEROUS) else cell
    return '"' + safe.replace('"', '""') + '"' if any(sign in safe for sign in ',"\r\n') else safe
