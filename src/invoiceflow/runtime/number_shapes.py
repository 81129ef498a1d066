"""
What stands around a number and between its digits in each locale: from CLDR (Babel), with its slips mended.

How many decimals a currency has is not asked here: CLDR counts some of them unlike ISO 4217.
"""

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

MINUS = "\u2212"
"""A real minus sign, as wide as a digit."""

NO_BREAK_SPACE = "\u00a0"

DEFAULT_LOCALE = "en-GB"


@dataclass(frozen=True, slots=True)
class Shape:
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
def money_shape(locale: str, currency: str) -> Shape:
    """Return how an amount of a currency (ISO 4217) is written with its sign."""
    known = known_locale(locale)
    pattern = known.currency_formats["standard"]
    if known.text_direction == "rtl":
        # The code before the figure reads the same in both directions; a symbol would jump to the other side.
        before, after = ((f"{currency}{NO_BREAK_SPACE}", f"{currency}{NO_BREAK_SPACE}-"), ("", ""))
    else:
        symbol = _symbol(known, currency)
        before, after = _with_symbol(pattern.prefix, pattern.suffix, symbol)
    return _shape(known, before, after, pattern.grouping)


@lru_cache(maxsize=256)
def number_shape(locale: str) -> Shape:
    """Return how a bare number is written."""
    known = known_locale(locale)
    return _shape(known, ("", "-"), ("", ""), known.decimal_formats[None].grouping)


@lru_cache(maxsize=256)
def percent_shape(locale: str) -> Shape:
    """Return how a percentage is written."""
    known = known_locale(locale)
    pattern = known.percent_formats[None]
    return _shape(known, _visible(pattern.prefix), _visible(pattern.suffix), pattern.grouping)


@lru_cache(maxsize=256)
def known_locale(tag: str) -> Locale:
    """Return the locale of a BCP 47 tag; of one that CLDR does not know, British English."""
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LOCALE, sep="-")


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


def _shape(known: Locale, before: tuple[str, str], after: tuple[str, str], sizes: tuple[int, int]) -> Shape:
    symbols = known.number_symbols["latn"]
    before, after = _visible(before), _visible(after)
    return Shape(
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
