"""Rounding halves away from zero, and sharing out without losing a unit."""

from decimal import ROUND_DOWN, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import GOLDEN
from invoiceflow.kernel.rounding import apportion, percent_of, round_half_up, round_minor, split


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("0.5", 1),
        ("-0.5", -1),
        ("1.5", 2),
        ("2.5", 3),
        ("-2.5", -3),
        ("2.4999999999999999999", 2),
        ("-0.4", 0),
    ],
)
def test_halves_go_away_from_zero(value: str, nearest: int) -> None:
    """A half is rounded to the larger size, whatever its sign; less than a half is dropped."""
    assert round_half_up(Decimal(value)) == nearest


@pytest.mark.parametrize(
    ("amount", "exponent", "minor"),
    [("1.085", 2, 109), ("1.085", 3, 1085), ("1.5", 0, 2), ("-1.085", 2, -109), ("2.345", 2, 235)],
)
def test_whole_units_become_minor_units(amount: str, exponent: int, minor: int) -> None:
    """Amounts are counted in the currency's own decimals."""
    assert round_minor(Decimal(amount), exponent) == minor


@pytest.mark.parametrize(
    ("amount_minor", "percent", "part_minor"),
    [(42015, "19", 7983), (50, "19", 10), (-50, "19", -10), (-7250, "19", -1378), (8000, "8.875", 710)],
)
def test_a_percentage_is_rounded_once(amount_minor: int, percent: str, part_minor: int) -> None:
    """A percentage of an amount is exact until it is rounded, and mirrors itself below zero."""
    assert percent_of(amount_minor, Decimal(percent)) == part_minor


@pytest.mark.parametrize("name", GOLDEN.splits)
def test_parts_are_those_worked_out_by_hand(name: str) -> None:
    """Every golden split comes out as it was worked out by hand."""
    case = GOLDEN.splits[name]
    assert split(case.amount_minor, case.weights) == case.parts, case.why


AMOUNTS = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)


@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_and_stay_near_their_share(amount_minor: int, weights: list[int]) -> None:
    """Parts add up exactly, and none is a whole unit away from its exact share."""
    parts = split(amount_minor, weights)
    assert sum(parts) == amount_minor
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(amount_minor * weight, sum(weights))) < 1


@given(AMOUNTS, st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8))
def test_parts_of_the_mirrored_amount_are_mirrored(amount_minor: int, weights: list[int]) -> None:
    """Taking an amount back takes back each part, whatever the weights."""
    there, back = split(amount_minor, weights), split(-amount_minor, [-weight for weight in weights])
    assert sum(there) == amount_minor
    assert back == tuple(-part for part in there)


@given(AMOUNTS, st.decimals(0, 100, places=6))
def test_the_callers_context_does_not_matter(amount_minor: int, percent: Decimal) -> None:
    """A caller with three digits of precision and another rounding gets the same figures."""
    with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
        careless = percent_of(amount_minor, percent), round_minor(Decimal(amount_minor), 2)
    assert careless == (percent_of(amount_minor, percent), amount_minor * 100)


def test_shares_that_do_not_make_the_amount_are_a_mistake() -> None:
    """Parts are never bent to fit an amount that their shares do not come to."""
    with pytest.raises(ValueError, match="7 is not the rounded sum"):
        apportion(7, [Fraction(1), Fraction(2)])


def test_nothing_is_shared_over_no_parts() -> None:
    """Without parts only nothing can be shared out."""
    assert split(0, []) == ()
    with pytest.raises(ValueError, match="5 is not"):
        split(5, [])
