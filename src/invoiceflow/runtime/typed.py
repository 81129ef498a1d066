"""
Amounts as people type them: "1,234.56" in English, "1.234,56" in German.

Read strictly in one language. What is written the other way is never guessed at silently: money that is a
thousand times too much looks just like that. It is offered as "Did you mean".
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from invoiceflow.kernel.currency import Currency, currency_of
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.money import MAX_MINOR, too_large
from invoiceflow.kernel.rounding import round_minor
from invoiceflow.runtime.formats import format_amount, separators

MAX_CHARACTERS = 40


class BadAmount(Invalid):
    """The text is not an amount as it is written in the reader's language."""

    code = "amount.malformed"


def read_amount(text: str, currency: str, locale: str, *, pointer: str = "/amount") -> int:
    """
    Return a typed amount above zero in minor units. The currency's code may stand beside it.

    Raises:
        Invalid: it is written another way, has too many decimals, is zero or below, or is too large.
        ``pointer`` is the field named.
    """
    known = currency_of(currency)
    plain = _bare(text, currency)
    if not plain:
        raise BadAmount.field(pointer, "amount.missing", "Type an amount.")
    if plain[0] in "-\u2212":
        raise BadAmount.field(pointer, "amount.not_above_zero", "Use an amount above zero.")
    point, comma = separators(locale)
    value = _value(plain, point, comma)
    if value is None:
        raise BadAmount((_malformed(plain, known, locale, pointer),))
    amount_minor = _whole_minor(value, known, plain, locale, pointer)
    if amount_minor <= 0:
        raise BadAmount.field(pointer, "amount.not_above_zero", "Use an amount above zero.")
    return amount_minor


def _bare(text: str, currency: str) -> str:
    stripped = text.strip()
    for end in (currency, currency.lower()):
        stripped = stripped.removeprefix(end).removesuffix(end).strip()
    return stripped


def _value(text: str, point: str, comma: str) -> Decimal | None:
    found = _pattern(point, comma).fullmatch(text) if len(text) <= MAX_CHARACTERS else None
    if found is None:
        return None
    decimals = f".{found[2]}" if found[2] else ""
    return Decimal(re.sub("[^0-9]", "", found[1]) + decimals)


@lru_cache(maxsize=64)
def _pattern(point: str, comma: str) -> re.Pattern[str]:
    # Where a language groups by a blank or an apostrophe, people type whichever is on their keyboard.
    between = (
        "[ \u00a0\u202f]" if comma.isspace() else "['\u2019]" if comma in "'\u2019" else re.escape(comma)
    )
    return re.compile(rf"([0-9]{{1,20}}|[0-9]{{1,3}}(?:{between}[0-9]{{3}})+)(?:{re.escape(point)}([0-9]+))?")


def _whole_minor(value: Decimal, known: Currency, text: str, locale: str, pointer: str) -> int:
    amount_minor = round_minor(value, known.exponent)
    if amount_minor > MAX_MINOR:
        raise Invalid((too_large(pointer),))
    # Trailing zeros count: "8.700" may be eight euro seventy, or a German's thousands.
    if -int(value.as_tuple().exponent) > known.exponent:
        meant = _did_you_mean({amount_minor, *_other_readings(text, known, locale)}, known, locale)
        raise BadAmount.field(pointer, "amount.decimals", known.decimals_rule + meant)
    return amount_minor


def _malformed(text: str, known: Currency, locale: str, pointer: str) -> FieldError:
    meant = _did_you_mean(set(_other_readings(text, known, locale)), known, locale)
    example = format_amount(123456 * 10 ** max(known.exponent - 2, 0), known.code, locale)
    message = f"Write an amount such as {example}.{meant}"
    return FieldError("amount.malformed", pointer, message)


def _other_readings(text: str, known: Currency, locale: str) -> Iterator[int]:
    """Yield what the text would come to where point and comma change places."""
    point, comma = separators(locale)
    swapped = (",", ".") if point == "." else (".", ",")
    for other_point, other_comma in (swapped, (comma, point)):
        value = _value(text, other_point, other_comma)
        amount_minor = round_minor(value, known.exponent) if value is not None else 0
        if 0 < amount_minor <= MAX_MINOR:
            yield amount_minor


def _did_you_mean(readings_minor: set[int], known: Currency, locale: str) -> str:
    amounts = [format_amount(minor, known.code, locale) for minor in sorted(readings_minor - {0})]
    return f" Did you mean {' or '.join(amounts)}?" if amounts else ""
