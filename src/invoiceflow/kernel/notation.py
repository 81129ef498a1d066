"""
Numbers as people type and read them in forms: docs/rules/typed-numbers.md.

Programs write numbers in one strict way (``kernel/decimals.py``). People group thousands and set decimals off as
they are used to. All that can be understood in one way only is understood; what can be understood in two, such as
``1,234``, is read where nobody around the tenant writes it otherwise, and else refused. Money that is a thousand
times too much looks just like that.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.kernel.decimals import Bounded, NotADecimal, plain

MAX_CHARACTERS = 40

_GROUPED = re.compile(
    r"([1-9][0-9]{0,2})([,.'\u2019 \u00a0\u202f])([0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]*))?"
)
_LAKHS = re.compile(r"([1-9][0-9]?)(,)((?:[0-9]{2},)+[0-9]{3})(?:\.([0-9]*))?")
_PLAIN = re.compile(r"(0|[1-9][0-9]*|)(?:[.,]([0-9]*))?")
_THREE = 3
_TWO = 2


@dataclass(frozen=True, slots=True)
class Notation:
    """
    How numbers are written around a tenant: what stands before the decimals, what between the thousands.

    ``is_sure`` says that its pages, its language and its country all write 1,234.5: then a lone mark before three
    digits has one meaning. ``higher`` is the size of the groups above the last one of three: two in India, where it
    is 1,23,45,678.
    """

    point: str = "."
    comma: str = ","
    is_sure: bool = True
    higher: int = 3


ENGLISH = Notation()


def canonical(text: str, notation: Notation, pointer: str = "", places: int = _THREE) -> str:
    """
    Return a typed number as programs spell it: "1.234,50" and "1,234.50" are "1234.50", "1,5" is "1.5".

    ``places`` is how many decimals the field takes at most, where it is fewer than three.

    Raises:
        NotADecimal: it is no number, or can be two. ``pointer`` is the field named.
    """
    stripped = text.strip()
    sign = "-" if stripped[:1] in ("-", "\u2212") else ""
    digits = stripped.removeprefix("-").removeprefix("\u2212") if sign else stripped
    if len(stripped) <= MAX_CHARACTERS and (grouped := _GROUPED.fullmatch(digits)):
        return sign + _ungrouped(grouped, digits, notation, pointer, places)
    if notation.higher == _TWO and len(stripped) <= MAX_CHARACTERS and (lakhs := _LAKHS.fullmatch(digits)):
        return sign + _joined(lakhs[1] + lakhs[3].replace(",", ""), lakhs[4] or "")
    found = _PLAIN.fullmatch(digits)
    if found is None or not (found[1] or found[2]):
        raise NotADecimal.field(pointer, "number.malformed", f"Write a number such as {_example(notation)}.")
    return sign + _joined(found[1] or "0", found[2] or "")


def read_number(text: str, kind: Bounded, notation: Notation, pointer: str = "") -> Decimal:
    """
    Return a typed number of a kind.

    Raises:
        NotADecimal: it is no number, can be two, or is out of bounds. ``pointer`` is the field named.
    """
    return kind.parse(canonical(text, notation, pointer), pointer)


def spelled(value: Decimal, notation: Notation, at_least: int = 0) -> str:
    """Return a number as it stands in a field, with at least so many decimals; ``canonical`` reads it back."""
    whole, _, rest = plain(abs(value)).partition(".")
    decimals = rest.ljust(at_least, "0")
    if not notation.is_sure and len(decimals) == _THREE and len(whole) <= _THREE and whole != "0":
        decimals += "0"  # 1,125 could be a thousand
    if notation.is_sure or decimals:
        whole = re.sub(rf"\B(?=(?:[0-9]{{{notation.higher}}})*[0-9]{{3}}$)", notation.comma, whole)
    sign = "\u2212" if value < 0 else ""
    return sign + whole + (notation.point + decimals if decimals else "")


def _ungrouped(found: re.Match[str], digits: str, notation: Notation, pointer: str, places: int) -> str:
    head, mark, groups, rest = found.groups()
    whole = head + groups.replace(mark, "")
    if rest is not None or len(groups) > _THREE or mark not in ".,":
        return _joined(whole, rest or "")
    if not notation.is_sure and len(groups.rstrip("0")) > places:
        # More decimals than the field takes cannot be meant; a slip can be, such as 10,005 for 10,05 in Germany.
        if mark == notation.comma:
            return whole
        message = f"{digits} has too many decimals. Write {whole} if you mean that."
        raise NotADecimal.field(pointer, "number.ambiguous", message)
    if not notation.is_sure:
        small = spelled(Decimal(f"{head}.{groups}"), notation)
        message = f"{digits} can be two numbers. Write {whole}, or {small}."
        raise NotADecimal.field(pointer, "number.ambiguous", message)
    return whole if mark == notation.comma else f"{head}.{groups}"


def _joined(whole: str, rest: str) -> str:
    return f"{whole}.{rest}" if rest else whole


def _example(notation: Notation) -> str:
    return spelled(Decimal("1234.5"), notation)
