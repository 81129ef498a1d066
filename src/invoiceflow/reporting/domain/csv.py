"""Cells of a CSV file that a spreadsheet will open: safe against formulas in what people typed."""

import re
from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.kernel.currency import currency_of

FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
DANGEROUS = (*FORMULA, "\t", "\r", "\n", "\0")
"""First signs that make a spreadsheet take a text for a formula (OWASP ASVS 5.0, 1.2.10), in full width too."""

INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=[{re.escape(FORMULA)}])")
"""Where a spreadsheet that separates by semicolons or tabs, and so sees no quotes of ours, would begin a formula."""


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

    A text that begins like a formula gets an apostrophe before it, and so does what could become one
    within it. Figures and numbers stay what they are, negative ones too.
    """
    return ",".join(_written(cell) for cell in cells) + "\r\n"


def _written(cell: str | int | Decimal | Figure) -> str:
    if not isinstance(cell, str):
        return str(cell)
    inside = INSIDE.sub("'", cell)
    safe = f"'{inside}" if cell.startswith(DANGEROUS) else inside
    return '"' + safe.replace('"', '""') + '"' if any(sign in safe for sign in ',"\r\n') else safe
