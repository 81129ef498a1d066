"""
Money, numbers and dates as people of a language write them. Exact: no float, and no rounding anywhere.

Where each sign stands comes from CLDR (number_shapes.py); how many decimals a currency has comes from ISO 4217 alone,
because CLDR counts some differently. A ``locale`` is a BCP 47 tag ("de", "en-US"); an unknown one reads as
British English.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel.dates import format_date as babel_date
from babel.dates import format_interval, format_timedelta
from babel.languages import get_official_languages

from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.notation import Notation
from invoiceflow.runtime.number_shapes import (
    DEFAULT_LOCALE,
    NO_BREAK_SPACE,
    known_locale,
    money_shape,
    number_shape,
    percent_shape,
)

# Without a region CLDR means the United States and Brazil; clients of European tenants mean the other shore.
_PLAIN_LANGUAGES = {"en": DEFAULT_LOCALE, "pt": "pt-PT"}

DateStyle = Literal["short", "medium", "long", "full"]


@lru_cache(maxsize=1024)
def locale_of(language: str, country: str = "") -> str:
    """
    Return the locale of a language as it is written in a country (ISO 3166-1 alpha-2).

    A region in the language's own tag wins; a country counts only where the language is official there, so
    that an English invoice from Germany is not dated the German way.
    """
    name, _, region = language.replace("_", "-").partition("-")
    if region:
        return f"{name}-{region}"
    if name in get_official_languages(country, regional=True, de_facto=True) and _is_known(
        f"{name}-{country}"
    ):
        return f"{name}-{country}"
    return _PLAIN_LANGUAGES.get(name, name)


def format_money(money: Money, locale: str) -> str:
    """Return an amount with its currency: "1.050,00 €", "£1,050.00", "KWD 1.050"."""
    shape = money_shape(locale, money.currency)
    return shape.write(money.minor, currency_of(money.currency).exponent)


def format_amount(minor: int, currency: str, locale: str) -> str:
    """Return an amount in minor units without its currency, with all decimals: "1.050,00"."""
    return number_shape(locale).write(minor, currency_of(currency).exponent)


@lru_cache(maxsize=1024)
def notation_of(language: str, country: str) -> Notation:
    """
    Return how numbers are typed by people of a tenant that writes in a language and works in a country.

    Sure only where both write numbers as these pages do: whoever reads 1,234.56 here and 1.234,56 at home means
    either by "1,234".
    """
    own = number_shape(locale_of(language, country))
    habits = (DEFAULT_LOCALE, f"und-{country}")
    marks = {(own.point, own.comma), *((each.point, each.comma) for each in map(number_shape, habits))}
    return Notation(own.point, own.comma, is_sure=len(marks) == 1, higher=own.sizes[1])


def format_price(price: Decimal, currency: str, locale: str) -> str:
    """Return a price per unit with at least the currency's decimals, and more where it has more: "0,155"."""
    shortest = plain(price)
    decimals = max(len(shortest.partition(".")[2]), currency_of(currency).exponent)
    return number_shape(locale).write(_scaled(shortest, decimals), decimals)


def format_decimal(value: Decimal, locale: str) -> str:
    """Return a number with no decimals more than it needs: "38,5"."""
    shortest = plain(value)
    decimals = len(shortest.partition(".")[2])
    return number_shape(locale).write(_scaled(shortest, decimals), decimals)


def format_count(count: int, locale: str) -> str:
    """Return how many there are: "1.234"."""
    return number_shape(locale).write(count, 0)


def format_bytes(size_bytes: int, locale: str) -> str:
    """Return a size, rounded up: "87 kB", "12.4 MB", "1.2 GB"."""
    if size_bytes < 1_000_000:
        return f"{format_count(-(-size_bytes // 1000), locale)} kB"
    word, tenth = ("MB", 100_000) if size_bytes < 1_000_000_000 else ("GB", 100_000_000)
    return f"{format_decimal(Decimal(-(-size_bytes // tenth)) / 10, locale)} {word}"


def format_percent(percent: Decimal, locale: str) -> str:
    """Return a percentage: 19 is "19 %" in German and "19%" in English."""
    shortest = plain(percent)
    decimals = len(shortest.partition(".")[2])
    return percent_shape(locale).write(_scaled(shortest, decimals), decimals)


def format_date(day: date, locale: str, style: DateStyle = "long") -> str:
    """Return a calendar date: "18. November 2026" (long), "18.11.2026" (medium in German)."""
    return babel_date(day, format=style, locale=known_locale(locale))


def format_period(first: date, last: date, locale: str) -> str:
    """Return a span of days, both inclusive, as short as it can be said: "1 to 18 Nov"."""
    if first == last:
        return format_date(first, locale)
    # CLDR's own spaces around the dash are thin in some languages; a document breaks lines at none of them.
    return str(format_interval(first, last, "yMMMd", locale=known_locale(locale))).replace(
        "\u2009", NO_BREAK_SPACE
    )


def format_days_from_now(days: int, locale: str) -> str:
    """Return a distance in days, ahead or (below zero) past: "in 13 days", "vor 2 Tagen"."""
    return format_timedelta(
        timedelta(days=days), granularity="day", threshold=14, add_direction=True, locale=known_locale(locale)
    )


def country_name(country: str, locale: str) -> str:
    """Return what a language calls a country (ISO 3166-1 alpha-2), or the code where it has no name."""
    return str(known_locale(locale).territories.get(country, country))


def is_right_to_left(locale: str) -> bool:
    """Return whether the language is written from right to left."""
    return known_locale(locale).text_direction == "rtl"


def _scaled(number: str, decimals: int) -> int:
    whole, _, rest = number.partition(".")
    return int(whole + rest.ljust(decimals, "0"))


@lru_cache(maxsize=1024)
def _is_known(tag: str) -> bool:
    return known_locale(tag).territory == tag.partition("-")[2]
