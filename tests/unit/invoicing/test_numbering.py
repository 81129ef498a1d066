"""Number formats: how numbers look, when counting starts anew, what cannot be counted by."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import GOLDEN
from invoiceflow.invoicing.domain.numbering import (
    BadNumberFormat,
    parse_format,
)
from invoiceflow.tenancy.domain.tenant import Profile


@pytest.mark.parametrize("name", GOLDEN.numbers)
def test_numbers_are_those_written_down(name: str) -> None:
    """Every golden number looks as written down, and is counted in its period."""
    case = GOLDEN.numbers[name]
    issued_on = date.fromisoformat(case.issued_on)
    assert parse_format(case.format).number(issued_on, case.seq) == case.number
    assert parse_format(case.format).period(issued_on) == case.period


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{nummer:3}", "“{nummer:3}” is not a placeholder. Use {seq:3}."),
        ("{YYYY}-{number}", "“{number}” is not a placeholder. Use {seq}."),
        ("{Jahr}-{seq}", "“{Jahr}” is not a placeholder. Use {YYYY}."),
        ("{yyyy}-{seq}", "“{yyyy}” is not a placeholder. Use {YYYY}."),
        ("{YYYY}{month}{seq}", "“{month}” is not a placeholder. Use {MM}."),
        ("{SEQ:004}", "“{SEQ:004}” is not a placeholder. Use {seq:4}."),
        ("{seq:12}", "“{seq:12}” is not a placeholder. A width goes from 1 to 9: {seq:4}."),
        (
            "{client}-{seq}",
            "“{client}” is not a placeholder. Use {YYYY}, {YY}, {MM} and {seq}, which may have a width: {seq:4}.",
        ),
    ],
)
def test_a_wrong_placeholder_is_answered_with_the_right_one(written: str, message: str) -> None:
    """What was probably meant is said word for word."""
    with pytest.raises(BadNumberFormat) as refusal:
        parse_format(written)
    assert [error.message for error in refusal.value.errors] == [message]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "number_format.seq"),
        ("{YYYY}", "number_format.seq"),
        ("{seq}-{seq:3}", "number_format.seq"),
        ("{MM}-{seq}", "number_format.month"),
        ("{YYYY}-{seq", "number_format.brace"),
        ("}{seq}", "number_format.brace"),
        ("={seq}", "number_format.character"),
        ("-{seq}", "number_format.character"),
        (" {seq}", "number_format.character"),
        ("A\x00{seq}", "number_format.character"),
        ("A\u202e{seq}", "number_format.character"),
        ("🎉{seq}", "number_format.character"),
        ("A<b>{seq}", "number_format.character"),
        ("A" * 40 + "{seq}", "number_format.too_long"),
    ],
)
def test_what_cannot_be_counted_by_is_refused(written: str, code: str) -> None:
    """A format needs its one counter, a year beside its month, and harmless characters."""
    with pytest.raises(BadNumberFormat) as refusal:
        parse_format(written, pointer="/settings/number_format")
    assert code in {error.code for error in refusal.value.errors}
    assert {error.pointer for error in refusal.value.errors} == {"/settings/number_format"}


def test_the_default_format_is_good() -> None:
    """What tenants start with is a format by its own rules."""
    usual = Profile(name="North", country="DE", currency="EUR", language="de", time_zone="Europe/Berlin")
    assert parse_format(usual.number_format).text == usual.number_format


FORMATS = st.sampled_from(
    [
        "{YYYY}-{seq:04}",
        "{seq}{YYYY}",
        "{YY}{MM}{seq}",
        "{seq:2}{MM}{YY}",
        "{YYYY}{seq}",
        "A{seq}7",
        "{seq:3}",
    ]
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SEQS = st.integers(1, 10**6)


@given(FORMATS, DAYS, DAYS, SEQS, SEQS)
def test_no_number_is_given_twice(written: str, one: date, other: date, seq: int, later: int) -> None:
    """Within a century, two invoices of different periods or places in them never share a number."""
    counted_alike = (parse_format(written).period(one), seq) == (parse_format(written).period(other), later)
    assert (
        parse_format(written).number(one, seq) == parse_format(written).number(other, later)
    ) == counted_alike


@given(st.text(max_size=45))
def test_any_text_is_a_format_or_an_explained_refusal(written: str) -> None:
    """Whatever is typed is understood, or refused; nothing else happens."""
    with suppress(BadNumberFormat):
        assert "7" in parse_format(written).number(date(2026, 11, 23), 7)
