"""Numbers that people type: one reading for all forms, and no guess where there are two."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.kernel.decimals import PERCENT, PRICE, QUANTITY, NotADecimal
from invoiceflow.kernel.notation import Notation, canonical, read_number, spelled

BRITISH = Notation(".", ",", is_sure=True)
GERMAN = Notation(",", ".", is_sure=False)
SWISS = Notation(".", "\u2019", is_sure=False)
INDIAN = Notation(".", ",", is_sure=True, higher=2)
ALL = (BRITISH, GERMAN, SWISS, INDIAN)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("1,50", "1.50"),
        (".5", "0.5"),
        ("5,", "5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1,2345", "1.2345"),
        ("1450,125", "1450.125"),
        ("1,450.00", "1450.00"),
        ("1.450,00", "1450.00"),
        ("1,450.", "1450"),
        ("1.450.000", "1450000"),
        ("1,450,000.5", "1450000.5"),
        ("1 450,5", "1450.5"),
        ("1\u00a0450", "1450"),
        ("1\u202f450", "1450"),
        ("1\u2019450.50", "1450.50"),
        ("1'450", "1450"),
        ("-0,5", "-0.5"),
        ("\u22122", "-2"),
    ],
)
def test_what_means_one_number_is_read_at_every_tenant(typed: str, read: str) -> None:
    """Comma and point both set off decimals; groups are seen where nothing else can be meant."""
    assert [canonical(typed, notation) for notation in ALL] == [read] * len(ALL)


@pytest.mark.parametrize(
    ("typed", "british", "german"),
    [
        ("1,450", "1450", "1,450 can be two numbers. Write 1450, or 1,45."),
        ("1.450", "1.450", "1.450 can be two numbers. Write 1450, or 1,45."),
        ("12,345", "12345", "12,345 can be two numbers. Write 12345, or 12,3450."),
        ("-2.000", "-2.000", "2.000 can be two numbers. Write 2000, or 2."),
    ],
)
def test_what_can_be_two_numbers_is_never_guessed(typed: str, british: str, german: str) -> None:
    """Where the tenant's people might mean either, the message offers both, in a spelling that is clear."""
    assert canonical(typed, BRITISH) == british
    with pytest.raises(NotADecimal) as caught:
        canonical(typed, GERMAN, "/unit_price")
    (error,) = caught.value.errors
    assert (error.code, error.pointer, error.message) == ("number.ambiguous", "/unit_price", german)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", ".", "-", "1e3", "NaN", "Infinity", "abc", "1,2,3", "1.23,45,6", "12,34.5", "1,450,00"),
        *(
            "--5",
            "+5",
            "0x1",
            "$5",
            "5 €",
            "1_000",
            "007",
            "١٢",
            "1 2",
            "1\x00",
            "1.5.5",
            "1,234.567,8",
            "5%",
        ),
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    """Nothing that a library would kindly convert gets through, and the message shows how to write one."""
    for notation, example in ((BRITISH, "1,234.5"), (GERMAN, "1.234,5")):
        with pytest.raises(NotADecimal) as caught:
            canonical(typed, notation)
        assert caught.value.errors[0].message == f"Write a number such as {example}."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-0", "number.negative"),
        ("-5", "number.negative"),
        ("9" * 30, "number.too_large"),
        ("9" * 400, "number.too_large"),
        ("0.1234567", "number.decimals"),
    ],
)
def test_what_is_out_of_bounds_is_refused(typed: str, code: str) -> None:
    """Bounds are those of the kind of number, as for programs."""
    with pytest.raises(NotADecimal) as caught:
        read_number(typed, PRICE, BRITISH, "/unit_price")
    assert [(error.code, error.pointer) for error in caught.value.errors] == [(code, "/unit_price")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1,23,456", "123456"),
        ("12,34,567.50", "1234567.50"),
        ("-1,23,45,678.9", "-12345678.9"),
        ("1,450", "1450"),
        ("1,234,567.50", "1234567.50"),
    ],
)
def test_groups_of_two_are_read_in_india(typed: str, read: str) -> None:
    """Where thousands are grouped by two above the last three, and where they are not, both are one number."""
    assert canonical(typed, INDIAN) == read


@pytest.mark.parametrize("typed", ["1,23,45", "123,45,678", "1.23.456", "0,12,345", "1,23,456,78"])
def test_other_groups_are_refused_in_india_too(typed: str) -> None:
    """What is no group of the place is a slip of the hand."""
    with pytest.raises(NotADecimal):
        canonical(typed, INDIAN)


@pytest.mark.parametrize("text", ["100,1", "101", "1.000,5"])
def test_a_percentage_ends_at_a_hundred(text: str) -> None:
    """However it is written."""
    with pytest.raises(NotADecimal):
        read_number(text, PERCENT, GERMAN)


@pytest.mark.parametrize(
    ("number", "at_least", "british", "german"),
    [
        ("1450", 0, "1,450", "1450"),
        ("1450", 2, "1,450.00", "1.450,00"),
        ("1234567.5", 2, "1,234,567.50", "1.234.567,50"),
        ("1.125", 0, "1.125", "1,1250"),
        ("0.155", 2, "0.155", "0,155"),
        ("38.500", 0, "38.5", "38,5"),
        ("-2", 0, "\u22122", "\u22122"),
    ],
)
def test_a_field_shows_what_is_typed_into_it(number: str, at_least: int, british: str, german: str) -> None:
    """As the tenant writes numbers, and never so that it could be read as another one."""
    assert [spelled(Decimal(number), each, at_least) for each in (BRITISH, GERMAN)] == [british, german]


@given(
    number=st.decimals("-99999999999999", "99999999999999", places=6),
    at_least=st.integers(0, 4),
    notation=st.sampled_from(ALL),
)
def test_what_is_shown_is_read_back(number: Decimal, at_least: int, notation: Notation) -> None:
    """Sending a form back unchanged changes nothing."""
    assert read_number(spelled(number, notation, at_least), QUANTITY, notation) == number
