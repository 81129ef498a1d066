"""What an entry says beyond its sentence: before and after, and whatever else was kept, in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoiceflow.audit.domain.change import AFTER, BEFORE
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.method_words import METHODS
from invoiceflow.runtime.formats import format_decimal, format_money
from invoiceflow.web.labels import label_of
from invoiceflow.web.when import long_day

_LONGEST = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):[0-9:.]*\+00:00")
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SWITCHES = {"True": "on", "False": "off"}
_FIRST = ("name", "before")
"""Said before all else, in this order: the database keeps no order of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing: what it is, and what it became, or simply is. ``before`` is empty where there was nothing."""

    label: str
    after: str
    before: str = ""
    is_change: bool = False


def told(detail: Detail, locale: str) -> tuple[Told, ...]:
    """Return an entry's detail in words; amounts as a locale (BCP 47) writes money, ids left out."""
    return tuple(_told(detail, locale))


def _told(detail: Detail, locale: str) -> Iterator[Told]:
    currency = detail.get("currency")
    for name, value in sorted(detail.items(), key=lambda each: _place(each[0])):
        if name.endswith(AFTER):
            yield _change(name.removesuffix(AFTER), detail)
        elif name.endswith(BEFORE) or value in (None, "") or name == "currency" or _ID.fullmatch(str(value)):
            continue
        elif name.endswith("_minor") and isinstance(value, int) and currency in CURRENCIES:
            yield Told(
                label_of(name.removesuffix("_minor")), format_money(Money(value, str(currency)), locale)
            )
        elif name == "rate" and isinstance(value, str) and _NUMBER.fullmatch(value):
            yield Told(label_of(name), format_decimal(Decimal(value), locale))
        else:
            yield Told(label_of(name), _short(_in_words(name, str(value))))


def _change(name: str, detail: Detail) -> Told:
    before, after = (
        _short(_in_words(name, str(detail.get(f"{name}{when}") or ""))) for when in (BEFORE, AFTER)
    )
    return Told(label_of(name), after, before, is_change=True)


def _in_words(name: str, text: str) -> str:
    if name == "method":
        return METHODS.get(text, text)
    if name.endswith("_on") and _DAY.fullmatch(text):
        return long_day(date.fromisoformat(text))
    if instant := _INSTANT.fullmatch(text):
        return f"{long_day(date.fromisoformat(instant[1]))}, {instant[2]} UTC"
    return _SWITCHES.get(text, text)


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _short(text: str) -> str:
    """Return the beginning of a long text, saying that it goes on: the export as JSONL has it whole."""
    rest = len(text) - _LONGEST
    return text if rest <= 0 else f"{text[:_LONGEST]}… ({rest:,} more characters, in the JSONL)"
