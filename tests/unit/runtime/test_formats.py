"""Money, numbers and dates as people of a language write them."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_currency

from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.money import MAX_MINOR, Money
from invoiceflow.runtime import formats

NBSP = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("money", "locale", "expected"),
    [
        pytest.param(Money(869986, "EUR"), "de", f"8.699,86{NBSP}€", id="german"),
        pytest.param(Money(869986, "GBP"), "en-GB", "£8,699.86", id="british"),
        pytest.param(Money(869986, "USD"), "en-US", "$8,699.86", id="american"),
        pytest.param(Money(869986, "EUR"), "fr", f"8{NARROW}699,86{NBSP}€", id="french-narrow-space"),
        pytest.param(Money(869986, "CHF"), "de-CH", f"CHF{NBSP}8\u2019699.86", id="swiss-apostrophe"),
        pytest.param(Money(12345600, "INR"), "en-IN", "₹1,23,456.00", id="indian-groups"),
        pytest.param(Money(105000, "JPY"), "en-US", "¥105,000", id="no-decimals"),
        pytest.param(Money(105000, "JPY"), "en-GB", "¥105,000", id="yen-in-british-english"),
        pytest.param(Money(105000, "CNY"), "en-GB", "CN¥1,050.00", id="yuan-are-told-apart"),
        pytest.param(Money(105000, "JPY"), "zh", "JP¥105,000", id="yen-in-chinese"),
        pytest.param(Money(105000, "CNY"), "zh", "¥1,050.00", id="yuan-in-chinese"),
        pytest.param(Money(105000, "JPY"), "fr", f"105{NARROW}000{NBSP}JPY", id="yen-in-french"),
        pytest.param(Money(105000, "USD"), "en-GB", "US$1,050.00", id="dollars-have-their-country"),
        pytest.param(Money(2519800, "KWD"), "en-GB", f"KWD{NBSP}2,519.800", id="three-decimals"),
        pytest.param(Money(105, "RSD"), "de", f"1,05{NBSP}RSD", id="iso-decimals-not-cldr"),
        pytest.param(Money(2519800, "KWD"), "ar", f"KWD{NBSP}2,519.800", id="right-to-left-shows-the-code"),
        pytest.param(Money(-5, "EUR"), "de", f"{MINUS}0,05{NBSP}€", id="a-real-minus"),
        pytest.param(Money(0, "EUR"), "de", f"0,00{NBSP}€", id="zero"),
        pytest.param(Money(105, "EUR"), "xx", "€1.05", id="unknown-locale"),
    ],
)
def test_money_is_written_as_in_the_locale_with_the_decimals_of_iso_4217(
    money: Money, locale: str, expected: str
) -> None:
    """Signs and separators come from CLDR, the number of decimals from ISO 4217."""
    assert formats.format_money(money, locale) == expected


@pytest.mark.parametrize("locale", ["en-GB", "de", "fr", "nl", "pl", "da", "el", "ja"])
def test_money_looks_as_babel_writes_it(locale: str) -> None:
    """Where CLDR and ISO agree on decimals, our exact writer and Babel's give the same text."""
    for minor in (0, 1, 99, 100, 123456, -98765432):
        expected = format_currency(Decimal(minor).scaleb(-2), "EUR", locale=locale.replace("-", "_"))
        assert formats.format_money(Money(minor, "EUR"), locale) == expected.replace("-", MINUS)


@pytest.mark.parametrize("locale", ["en-GB", "de", "ar", "en-IN"])
def test_no_amount_loses_a_digit(locale: str) -> None:
    """The largest amounts keep every digit, in each currency."""
    for currency in CURRENCIES:
        for minor in (MAX_MINOR - 1, -1, 123):
            written = formats.format_amount(minor, currency, locale)
            assert int("".join(char for char in written if char.isdigit())) == abs(minor)
            assert written.startswith(MINUS) == (minor < 0)


def test_a_price_has_the_currencys_decimals_or_more() -> None:
    """A price of 96 euro shows cents; a price of 0.155 shows its third decimal; yen show none."""
    assert formats.format_price(Decimal("96.000"), "EUR", "de") == "96,00"
    assert formats.format_price(Decimal("0.155"), "EUR", "de") == "0,155"
    assert formats.format_price(Decimal(1200), "JPY", "de") == "1.200"


def test_numbers_and_percentages_have_no_idle_zeros() -> None:
    """38.50 hours are 38,5; 19.00 per cent are 19."""
    assert formats.format_decimal(Decimal("38.50"), "de") == "38,5"
    assert formats.format_decimal(Decimal("1E+3"), "en") == "1,000"
    assert formats.format_decimal(Decimal("-0.5"), "en") == f"{MINUS}0.5"
    assert formats.format_percent(Decimal("19.00"), "de") == f"19{NBSP}%"
    assert formats.format_percent(Decimal("8.875"), "en") == "8.875%"


def test_dates_and_periods_read_as_in_the_language() -> None:
    """A period is said as short as the language allows; one day is a date."""
    first, last = date(2026, 11, 1), date(2026, 11, 18)
    assert formats.format_date(last, "de") == "18. November 2026"
    assert formats.format_date(last, "en-US") == "November 18, 2026"
    assert formats.format_date(last, "ar") == "18 نوفمبر 2026"
    assert formats.format_period(first, last, "de") == "1.\u201318. Nov. 2026"
    assert formats.format_period(last, last, "en-GB") == "18 November 2026"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        pytest.param("de", "CH", "de-CH", id="official-there"),
        pytest.param("en", "DE", "en-GB", id="not-official-there"),
        pytest.param("en", "US", "en-US", id="american"),
        pytest.param("pt", "", "pt-PT", id="european-portuguese"),
        pytest.param("en-US", "GB", "en-US", id="the-tag-wins"),
        pytest.param("de_AT", "DE", "de-AT", id="underscore"),
    ],
)
def test_a_language_is_written_as_in_the_country_where_it_is_official(
    language: str, country: str, expected: str
) -> None:
    """An English invoice from Germany is dated the British way, a German one from Switzerland the Swiss."""
    assert formats.locale_of(language, country) == expected


def test_countries_and_directions_are_known() -> None:
    """Country names come in the reader's language, unknown codes as they are."""
    assert formats.country_name("DE", "fr") == "Allemagne"
    assert formats.country_name("QQ", "fr") == "QQ"
    assert formats.is_right_to_left("ar")
    assert not formats.is_right_to_left("de")
