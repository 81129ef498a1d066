"""
Money, numbers and dates as people of a language write them. Exact: no float, and no rounding anywhere.

Where each sign stands comes from CLDR (Babel); how many decimals a currency has comes from ISO 4217 alone,
because CLDR counts some differently. A ``locale`` is a BCP 47 tag ("de", "en-US"); an unknown one reads as
British English.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_interval, format_timedelta
from babel.languages import get_official_languages

from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.notation import Notation

MINUS = "\u2212"
"""A real minus sign, as wide as a digit."""

NO_BREAK_SPACE = "\u00a0"

DEFAULT_LOCALE = "en-GB"

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
    shape = _money_shape(locale, money.currency)
    return shape.write(money.minor, currency_of(money.currency).exponent)


def format_amount(minor: int, currency: str, locale: str) -> str:
    """Return an amount in minor units without its currency, with all decimals: "1.050,00"."""
    return _number_shape(locale).write(minor, currency_of(currency).exponent)


@lru_cache(maxsize=1024)
def notation_of(language: str, country: str) -> Notation:
    """
    Return how numbers are typed by people of a tenant that writes in a language and works in a country.

    Sure only where both write numbers as these pages do: whoever reads 1,234.56 here and 1.234,56 at home means
    either by "1,234".
    """
    own = _number_shape(locale_of(language, country))
    habits = (DEFAULT_LOCALE, f"und-{country}")
    marks = {(own.point, own.comma), *((each.point, each.comma) for each in map(_number_shape, habits))}
    return Notation(own.point, own.comma, is_sure=len(marks) == 1, higher=own.sizes[1])


def format_price(price: Decimal, currency: str, locale: str) -> str:
    """Return a price per unit with at least the currency's decimals, and more where it has more: "0,155"."""
    shortest = plain(price)
    decimals = max(len(shortest.partition(".")[2]), currency_of(currency).exponent)
    return _number_shape(locale).write(_scaled(shortest, decimals), decimals)


def format_decimal(value: Decimal, locale: str) -> str:
    """Return a number with no decimals more than it needs: "38,5"."""
    shortest = plain(value)
    decimals = len(shortest.partition(".")[2])
    return _number_shape(locale).write(_scaled(shortest, decimals), decimals)


def format_count(count: int, locale: str) -> str:
    """Return how many there are: "1.234"."""
    return _number_shape(locale).write(count, 0)


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
    return _percent_shape(locale).write(_scaled(shortest, decimals), decimals)


def format_date(day: date, locale: str, style: DateStyle = "long") -> str:
    """Return a calendar date: "18. November 2026" (long), "18.11.2026" (medium in German)."""
    return babel_date(day, format=style, locale=_locale(locale))


def format_period(first: date, last: date, locale: str) -> str:
    """Return a span of days, both inclusive, as short as it can be said: "1 to 18 Nov"."""
    if first == last:
        return format_date(first, locale)
    # CLDR's own spaces around the dash are thin in some languages; a document breaks lines at none of them.
    return str(format_interval(first, last, "yMMMd", locale=_locale(locale))).replace(
        "\u2009", NO_BREAK_SPACE
    )


def format_days_from_now(days: int, locale: str) -> str:
    """Return a distance in days, ahead or (below zero) past: "in 13 days", "vor 2 Tagen"."""
    return format_timedelta(
        timedelta(days=days), granularity="day", threshold=14, add_direction=True, locale=_locale(locale)
    )


def country_name(country: str, locale: str) -> str:
    """Return what a language calls a country (ISO 3166-1 alpha-2), or the code where it has no name."""
    return str(_locale(locale).territories.get(country, country))


def is_right_to_left(locale: str) -> bool:
    """Return whether the language is written from right to left."""
    return _locale(locale).text_direction == "rtl"


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands around a number and between its digits; ``sizes`` are the rightmost group and the rest."""

    before: str
    after: str
    before_negative: str
    after_negative: str
    point: str
    comma: str
    sizes: tuple[int, int]

    def write(self, scaled: int, decimals: int) -> str:
        """Return ``scaled / 10 ** decimals`` written out, exactly."""
        whole, rest = divmod(abs(scaled), 10**decimals)
        number = self._grouped(whole)
        if decimals:
            number += f"{self.point}{rest:0{decimals}}"
        if scaled < 0:
            return self.before_negative + number + self.after_negative
        return self.before + number + self.after

    def _grouped(self, whole: int) -> str:
        first, others = self.sizes
        if first == others == 3:  # nearly everywhere, and Python groups by threes itself
            return f"{whole:,}".replace(",", self.comma)
        digits = str(whole)
        groups = [digits[-first:]]
        left = digits[:-first]
        while left:
            groups.append(left[-others:])
            left = left[:-others]
        return self.comma.join(reversed(groups))


@lru_cache(maxsize=1024)
def _money_shape(locale: str, currency: str) -> _Shape:
    known = _locale(locale)
    pattern = known.currency_formats["standard"]
    if known.text_direction == "rtl":
        # The code before the figure reads the same in both directions; a symbol would jump to the other side.
        before, after = ((f"{currency}{NO_BREAK_SPACE}", f"{currency}{NO_BREAK_SPACE}-"), ("", ""))
    else:
        symbol = _symbol(known, currency)
        before, after = _with_symbol(pattern.prefix, pattern.suffix, symbol)
    return _shape(known, before, after, pattern.grouping)


def _symbol(known: Locale, currency: str) -> str:
    """
    Return the sign of a currency as CLDR has it for the locale.

    Many locales, en-GB among them, write "JP¥" so that nobody takes yen for yuan. Where yuan are "CN¥" or "CNY" anyway,
    a plain "¥" says the same: only Chinese needs both letters and sign.
    """
    symbols = known.currency_symbols
    symbol: str = symbols.get(currency, currency)
    return "¥" if symbol == "JP¥" and symbols.get("CNY") != "¥" else symbol


def _with_symbol(
    prefix: tuple[str, str], suffix: tuple[str, str], symbol: str
) -> tuple[tuple[str, str], tuple[str, str]]:
    # CLDR says, and Babel forgets, that letters do not touch digits: "KWD 5.000" beside "£5.00".
    ahead = symbol + NO_BREAK_SPACE if symbol[-1].isalpha() else symbol
    behind = NO_BREAK_SPACE + symbol if symbol[0].isalpha() else symbol
    return (
        (_placed(prefix[0], symbol, ahead, at_end=True), _placed(prefix[1], symbol, ahead, at_end=True)),
        (_placed(suffix[0], symbol, behind, at_end=False), _placed(suffix[1], symbol, behind, at_end=False)),
    )


def _placed(affix: str, symbol: str, touching: str, *, at_end: bool) -> str:
    touches = affix.endswith("¤") if at_end else affix.startswith("¤")
    return affix.replace("¤", touching if touches else symbol)


@lru_cache(maxsize=256)
def _number_shape(locale: str) -> _Shape:
    known = _locale(locale)
    return _shape(known, ("", "-"), ("", ""), known.decimal_formats[None].grouping)


@lru_cache(maxsize=256)
def _percent_shape(locale: str) -> _Shape:
    known = _locale(locale)
    pattern = known.percent_formats[None]
    return _shape(known, _visible(pattern.prefix), _visible(pattern.suffix), pattern.grouping)


def _shape(known: Locale, before: tuple[str, str], after: tuple[str, str], sizes: tuple[int, int]) -> _Shape:
    symbols = known.number_symbols["latn"]
    before, after = _visible(before), _visible(after)
    return _Shape(
        before=before[0],
        after=after[0],
        before_negative=before[1].replace("-", MINUS),
        after_negative=after[1].replace("-", MINUS),
        point=symbols["decimal"],
        comma=symbols["group"],
        sizes=sizes,
    )


def _visible(affixes: tuple[str, str]) -> tuple[str, str]:
    """Drop the direction marks of CLDR's patterns: the place where a figure stands sets its direction."""
    marks = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
    return affixes[0].translate(marks), affixes[1].translate(marks)


def _scaled(number: str, decimals: int) -> int:
    whole, _, rest = number.partition(".")
    return int(whole + rest.ljust(decimals, "0"))


@lru_cache(maxsize=256)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LOCALE, sep="-")


@lru_cache(maxsize=1024)
def _is_known(tag: str) -> bool:
    return _locale(tag).territory == tag.partition("-")[2]
