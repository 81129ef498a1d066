"""Numbers as people and programs write them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.kernel.decimals import (
    PERCENT,
    PERCENT_PATTERN,
    PRICE,
    PRICE_PATTERN,
    QUANTITY,
    QUANTITY_PATTERN,
    Bounded,
    NotADecimal,
    parse_decimal,
    plain,
)

KINDS = [
    pytest.param(QUANTITY, QUANTITY_PATTERN, id="quantity"),
    pytest.param(PRICE, PRICE_PATTERN, id="price"),
    pytest.param(PERCENT, PERCENT_PATTERN, id="percent"),
]
NEVER = [
    *("1e3", "1E3", "NaN", "nan", "sNaN", "Infinity", "-inf", "-0", "-0.00", "+1", "1,5", "1_000", "1 000"),
    *(" 1", "1 ", "1\n", "\t1", "1\x00", "1\u00a0", "", "-", ".", ".5", "5.", "1.2.3", "--1", "0x10", "1/2"),
    *("007", "00", "1'000", "\u0663", "\uff13", "五", "1" * 30, "1" * 15, "0.1234567", "5%", "null", "true"),
]


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize(("kind", "pattern"), KINDS)
def test_what_is_no_plain_number_is_refused(kind: Bounded, pattern: str, text: str) -> None:
    """Parser and pattern refuse whatever is not plain digits with at most one point."""
    assert re.search(pattern, text) is None
    with pytest.raises(NotADecimal):
        kind.parse(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (QUANTITY, "-1"),
        (QUANTITY, "-0.000001"),
        (QUANTITY, "99999999999999.999999"),
        (PRICE, "0"),
        (PRICE, "0.00"),
        (PRICE, "0.155"),
        (PERCENT, "100"),
        (PERCENT, "100.000000"),
        (PERCENT, "99.999999"),
        (PERCENT, "8.875"),
    ],
)
def test_plain_numbers_are_read_exactly(kind: Bounded, text: str) -> None:
    """Plain digits within bounds are the number that they write out."""
    assert kind.parse(text) == Decimal(text)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (PRICE, "-1", "number.negative"),
        (PERCENT, "-1", "number.negative"),
        (QUANTITY, "-0", "number.negative"),
        (PERCENT, "100.000001", "number.too_large"),
        (PRICE, "1" * 30, "number.too_large"),
        (PRICE, "0.1234567", "number.decimals"),
        (PRICE, "1,5", "number.comma"),
        (PRICE, "1e3", "number.malformed"),
    ],
)
def test_a_refusal_names_the_field_and_the_way_out(kind: Bounded, text: str, code: str) -> None:
    """The error carries a stable code, the field's pointer and a sentence."""
    with pytest.raises(NotADecimal) as refusal:
        kind.parse(text, "/lines/3/unit_price")
    (error,) = refusal.value.errors
    assert (error.code, error.pointer) == (code, "/lines/3/unit_price")
    assert error.message.endswith(".")


def test_a_comma_is_answered_with_a_point() -> None:
    """Who writes 1,5 is shown 1.5."""
    with pytest.raises(NotADecimal) as refusal:
        PRICE.parse("1,5")
    assert refusal.value.errors[0].message == "Write decimals with a point: 1.5."


NUMERALS = st.text("0123456789.,-+eE_ \n\u0663", max_size=25)


@pytest.mark.parametrize(("kind", "pattern"), KINDS)
@given(text=st.one_of(NUMERALS, st.text(max_size=12), st.from_regex(QUANTITY_PATTERN)))
def test_pattern_and_parser_agree(kind: Bounded, pattern: str, text: str) -> None:
    """A schema lets a text through exactly when the parser reads it."""
    try:
        kind.parse(text)
    except NotADecimal:
        assert re.search(pattern, text) is None
    else:
        assert re.search(pattern, text)


@given(text=st.from_regex(QUANTITY_PATTERN))
def test_a_number_survives_being_written(text: str) -> None:
    """Writing a number plainly and reading it again gives the same number."""
    value = QUANTITY.parse(text)
    assert QUANTITY.parse(plain(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2.00", "2"),
        ("38.50", "38.5"),
        ("1E+2", "100"),
        ("1E-6", "0.000001"),
        ("-0.0", "0"),
        ("0.000", "0"),
        ("-1.50", "-1.5"),
        ("100", "100"),
    ],
)
def test_numbers_are_written_plainly(value: str, text: str) -> None:
    """No exponent, no trailing zeros, no minus zero."""
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(("digits", "decimals", "text"), [(2, 0, "100"), (2, 0, "1.0"), (3, 2, "1.234")])
def test_the_caller_sets_the_limits(digits: int, decimals: int, text: str) -> None:
    """More digits or decimals than were asked for are refused, zeros too."""
    with pytest.raises(NotADecimal):
        parse_decimal(text, max_integer_digits=digits, max_decimals=decimals)
