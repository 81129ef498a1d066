"""Amounts that people type are read in their language alone, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.runtime.formats import format_amount
from invoiceflow.runtime.typed import read_amount


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("1,234.56", "EUR", "en", 123456),
        ("1234.56", "EUR", "en", 123456),
        ("1234", "EUR", "en", 123400),
        ("1,234", "EUR", "en", 123400),
        (" 0.5 ", "EUR", "en", 50),
        ("EUR 1,190.00", "EUR", "en", 119000),
        ("1.190,00 eur", "EUR", "de", 119000),
        ("1.234,56", "EUR", "de", 123456),
        ("1 234,56", "EUR", "fr", 123456),
        ("1'234.50", "CHF", "de-CH", 123450),
        ("1,500", "JPY", "en", 1500),
        ("12.345", "KWD", "en", 12345),
    ],
)
def test_amounts_are_read_in_their_language(text: str, currency: str, locale: str, minor: int) -> None:
    """Points, commas and blanks stand where the language has them; thousands need no mark."""
    assert read_amount(text, currency, locale) == minor


@pytest.mark.parametrize(
    ("text", "currency", "locale", "message"),
    [
        ("8699.866", "EUR", "en", "Euro has two decimals. Did you mean 8,699.87?"),
        ("8.700", "EUR", "en", "Euro has two decimals. Did you mean 8.70 or 8,700.00?"),
        ("1.234,56", "EUR", "en", "Write an amount such as 1,234.56. Did you mean 1,234.56?"),
        ("1,5", "EUR", "en", "Write an amount such as 1,234.56. Did you mean 1.50?"),
        ("1,234.56", "EUR", "de", "Write an amount such as 1.234,56. Did you mean 1.234,56?"),
        ("", "EUR", "en", "Type an amount."),
        ("-5", "EUR", "en", "Use an amount above zero."),
        ("0.00", "EUR", "en", "Use an amount above zero."),
        ("10.5", "JPY", "en", "Japanese Yen has no decimals. Did you mean 11?"),
    ],
)
def test_what_was_probably_meant_is_offered(text: str, currency: str, locale: str, message: str) -> None:
    """The message says the rule, and the amount that the text may stand for."""
    with pytest.raises(Invalid) as caught:
        read_amount(text, currency, locale)
    assert caught.value.errors[0].message == message


@pytest.mark.parametrize(
    "text",
    ["1e3", "NaN", "inf", "1_000", "0x10", "١٢", "1,23,456.00", "1..5", "twelve", "9" * 400, "1\x00", "+5"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Nothing that a library would kindly convert gets through."""
    with pytest.raises(Invalid):
        read_amount(text, "EUR", "en")


def test_an_amount_too_large_to_be_counted_is_refused() -> None:
    """The same bound as everywhere else."""
    with pytest.raises(Invalid, match="another look"):
        read_amount("99999999999999999", "EUR", "en")


@given(
    minor=st.integers(1, MAX_MINOR),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    locale=st.sampled_from(["en", "de", "fr", "de-CH", "sv", "pl", "es"]),
)
def test_what_the_product_writes_it_reads_back(minor: int, currency: str, locale: str) -> None:
    """A prefilled amount that is sent back unchanged is the same amount, in every language."""
    assert read_amount(format_amount(minor, currency, locale), currency, locale) == minor
