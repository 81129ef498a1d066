"""
How invoice numbers look and when their counting starts anew. Examples: docs/rules/numbering.md.

Pure: which number comes next is the database's to say, one row for each series and period.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from invoiceflow.kernel.errors import FieldError, Invalid

MAX_FORMAT_CHARACTERS = 40

_PIECE = re.compile(r"\{([^{}]*)\}")
_SEQ = re.compile(r"seq(?::0?([1-9]))?")
_PUNCTUATION = frozenset(" -/_.#")
_PLACES = "{YYYY}, {YY}, {MM} and {seq}, which may have a width: {seq:4}"
_ALLOWED = (
    "Use letters, digits, blanks and - / _ . # only, and begin with a letter, a digit or a placeholder."
)
_MONTH_ALONE = "{MM} needs {YYYY} or {YY} beside it, or numbers would repeat after a year."
_WIDTHS = "A width goes from 1 to 9: {seq:4}."
_MEANT = {
    "YYYY": "yyyy year jahr annee année anno año ano y",
    "YY": "yy",
    "MM": "mm m month monat mois mes mês mese",
    "seq": "seq n nr no num number nummer numero numéro número id counter count",
}


class BadNumberFormat(Invalid):
    """A number format that cannot be counted by."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """
    A number format that was understood; make one with ``parse_format``.

    ``text`` is as the tenant wrote it. Two different (period, seq) pairs never give the same number.
    """

    text: str
    seq_digits: int

    def number(self, issued_on: date, seq: int) -> str:
        """Return the number of the ``seq``-th invoice of its period, which may outgrow its width."""
        values = {"YYYY": f"{issued_on:%Y}".zfill(4), "YY": f"{issued_on:%y}", "MM": f"{issued_on:%m}"}
        return _PIECE.sub(lambda piece: values.get(piece[1]) or f"{seq:0{self.seq_digits}}", self.text)

    def period(self, issued_on: date) -> str:
        """
        Return the period within which numbers count up from 1: "2026-11", "2026", or "" where they never end.

        ``issued_on`` is the date in the tenant's zone.
        """
        if "{MM}" in self.text:
            return f"{issued_on.year:04}-{issued_on.month:02}"
        if "{YYYY}" in self.text or "{YY}" in self.text:
            return f"{issued_on.year:04}"
        return ""


@lru_cache(maxsize=1024)
def parse_format(text: str, *, pointer: str = "/number_format") -> NumberFormat:
    """
    Return a number format, understood.

    Raises:
        BadNumberFormat: with all that is wrong with it, and what was probably meant.

    """
    problems = [*(_odd_placeholders(text) or _miscounted(text)), *_odd_text(text)]
    if problems:
        raise BadNumberFormat(tuple(FieldError(code, pointer, message) for code, message in problems))
    seq_digits = next(int(found[1] or 1) for name in _PIECE.findall(text) if (found := _SEQ.fullmatch(name)))
    return NumberFormat(text, seq_digits)


def _odd_placeholders(text: str) -> list[tuple[str, str]]:
    return [
        ("number_format.placeholder", f"“{{{name}}}” is not a placeholder. {_suggestion(name)}")
        for name in _PIECE.findall(text)
        if name not in {"YYYY", "YY", "MM"} and not _SEQ.fullmatch(name)
    ]


def _suggestion(name: str) -> str:
    word, _, width = name.partition(":")
    for meant, spellings in _MEANT.items():
        if word.strip().lower() in spellings.split():
            digits = width.strip().lstrip("0")
            if meant == "seq" and digits:
                return f"Use {{seq:{digits}}}." if re.fullmatch("[1-9]", digits) else _WIDTHS
            return f"Use {{{meant}}}."
    return f"Use {_PLACES}."


def _odd_text(text: str) -> list[tuple[str, str]]:
    literal = _PIECE.sub("", text)
    problems = []
    if len(text) > MAX_FORMAT_CHARACTERS:
        problems.append(("number_format.too_long", f"Use at most {MAX_FORMAT_CHARACTERS} characters."))
    if "{" in literal or "}" in literal:
        problems.append(("number_format.brace", f"A curly bracket is left open. Placeholders are {_PLACES}."))
    odd = sorted({letter for letter in literal if not letter.isalnum()} - _PUNCTUATION - set("{}"))
    if odd or text != text.strip() or text[:1] in _PUNCTUATION:
        problems.append(("number_format.character", _ALLOWED))
    return problems


def _miscounted(text: str) -> list[tuple[str, str]]:
    count = Counter("seq" if _SEQ.fullmatch(name) else name for name in _PIECE.findall(text))
    problems = []
    if count["seq"] != 1:
        problems.append(("number_format.seq", "Use {seq} exactly once: it is what counts up."))
    if count["MM"] and not (count["YYYY"] or count["YY"]):
        problems.append(("number_format.month", _MONTH_ALONE))
    return problems
