"""Totals against the golden vectors, which were worked out by hand."""

import pytest

import golden
from golden import GOLDEN
from invoiceflow.invoicing.domain.totals import totals_of


@pytest.mark.parametrize("name", GOLDEN.totals)
def test_totals_are_those_worked_out_by_hand(name: str) -> None:
    """Every golden invoice comes to what was worked out by hand."""
    case = GOLDEN.totals[name]
    assert golden.Expected.of(totals_of(case.given.amounts())) == case.expect, case.why


def test_there_are_enough_vectors() -> None:
    """The vectors are found at all, in the number that was written."""
    assert len(GOLDEN.totals) >= 60
