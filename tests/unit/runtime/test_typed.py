"""Amounts that people type are read in one way, and never a thousand times too large."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.runtime.formats import format_amount, locale_of, notation_of
from invoiceflow.runtime.typed import read_amount, spelled_amount

BRITISH = notation_of("en", "GB")
GERMAN = notation_of("de", "DE")
LONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234.56", "EUR", 123456),
        ("1.234,56", "EUR", 123456),
        ("1234.56", "EUR", 123456),
        ("1234,56", "EUR", 123456),
        ("1 234,56", "EUR", 123456),
        ("1'234.50", "CHF", 123450),
        ("1234", "EUR", 123400),
        ("1,5", "EUR", 150),
        (" 0.5 ", "EUR", 50),
        ("EUR 1,190.00", "EUR", 119000),
        ("1.190,00 eur", "EUR", 119000),
        ("8.7000", "EUR", 870),
        ("1500", "JPY", 1500),
        ("12.3450", "KWD", 12345),
    ],
)
def test_what_means_one_amount_is_read_everywhere(text: str, currency: str, minor: int) -> None:
    """Point or comma, grouped or not: whatever the tenant, it is the same amount."""
    assert [read_amount(text, currency, notation) for notation in (BRITISH, GERMAN)] == [minor, minor]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("1,234", "EUR", 123400), ("1,500", "JPY", 1500), ("12.345", "KWD", 12345)],
)
def test_what_can_be_two_amounts_is_read_where_everybody_writes_it_so(
    text: str, currency: str, minor: int
) -> None:
    """A lone comma groups and a lone point sets off decimals in Britain; a German is asked."""
    assert read_amount(text, currency, BRITISH) == minor
    with pytest.raises(Invalid, match="another look") as caught:
        read_amount(text, currency, GERMAN)
    assert caught.value.errors[0].code == "number.ambiguous"


@pytest.mark.parametrize(("text", "currency", "minor"), [("1.234", "EUR", 123400), ("1.500", "JPY", 1500)])
def test_an_amount_that_cannot_have_three_decimals_is_not_asked_about(
    text: str, currency: str, minor: int
) -> None:
    """A German's own mark between thousands has one meaning where the currency has fewer decimals."""
    assert read_amount(text, currency, GERMAN) == minor


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("10,005", "EUR", "10,005 has too many decimals. Write 10005 if you mean that."),
        ("1.450", "EUR", "1.450 can be two numbers. Write 1450, or 1,45."),
        ("10,005", "KWD", "10,005 can be two numbers. Write 10005, or 10,0050."),
    ],
)
def test_only_readings_that_the_field_takes_are_offered(text: str, currency: str, message: str) -> None:
    """What is offered is accepted when it is typed; a slip is never read as a thousand times as much."""
    with pytest.raises(Invalid) as caught:
        read_amount(text, currency, GERMAN)
    assert caught.value.errors[0].message == message


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("8699.866", "EUR", "Euro has two decimals."),
        ("8.700", "EUR", "Euro has two decimals."),
        ("0.001", "EUR", "Euro has two decimals."),
        ("10.5", "JPY", "Japanese Yen has no decimals."),
        ("", "EUR", "Type an amount."),
        ("-5", "EUR", "Use an amount above zero."),
        ("0.00", "EUR", "Use an amount above zero."),
        ("12,34.5", "EUR", "Write a number such as 1,234.5."),
    ],
)
def test_what_is_wrong_is_said(text: str, currency: str, message: str) -> None:
    """The message says the rule."""
    with pytest.raises(Invalid) as caught:
        read_amount(text, currency, BRITISH)
    assert caught.value.errors[0].message == message


@pytest.mark.parametrize(
    "text",
    ["1e3", "NaN", "inf", "1_000", "0x10", "١٢", "1,23,456.00", "1..5", "twelve", "9" * 400, "1\x00", "+5"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Nothing that a library would kindly convert gets through."""
    with pytest.raises(Invalid):
        read_amount(text, "EUR", BRITISH)


def test_an_amount_too_large_to_be_counted_is_refused() -> None:
    """The same bound as everywhere else."""
    with pytest.raises(Invalid, match="another look"):
        read_amount("99999999999999999", "EUR", BRITISH)


@given(
    minor=st.integers(1, MAX_MINOR),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    home=st.sampled_from(
        [("en", "GB"), ("en", "DE"), ("de", "DE"), ("fr", "FR"), ("de", "CH"), ("sv", "SE")]
    ),
)
def test_what_stands_in_a_field_is_read_back(minor: int, currency: str, home: tuple[str, str]) -> None:
    """A prefilled amount that is sent back unchanged is the same amount, at every tenant."""
    notation = notation_of(*home)
    assert read_amount(spelled_amount(minor, currency, notation), currency, notation) == minor


@given(
    minor=st.integers(1, MAX_MINOR),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    language=st.sampled_from([*DOCUMENT_LANGUAGES, "hi", "he", "ja"]),
    country=st.sampled_from(["GB", "DE", "CH", "AT", "FR", "IN", "US", "PL", "ZA", "AE"]),
)
def test_what_pages_show_is_never_read_as_another_amount(
    minor: int, currency: str, language: str, country: str
) -> None:
    """An amount copied from a page into a form is the same one; a form asks where a lone group could be decimals."""
    shown, notation = (
        format_amount(minor, currency, locale_of(language, country)),
        notation_of(language, country),
    )
    may_be_decimals = currency == "KWD" or shown.endswith("000")
    if may_be_decimals and not notation.is_sure and LONE_GROUP.fullmatch(shown):
        with pytest.raises(Invalid, match="another look"):
            read_amount(shown, currency, notation)
        return
    assert read_amount(shown, currency, notation) == minor
