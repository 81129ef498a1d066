"""What is due follows from total and payments alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement, status_by_payment

AMOUNTS = st.integers(-(10**15), 10**15)
ISSUED = Settlement(Status.ISSUED, 19_040, 0)


@pytest.mark.parametrize(
    ("total_minor", "paid_minor", "status"),
    [
        (100, 0, Status.ISSUED),
        (100, 1, Status.PARTIALLY_PAID),
        (100, 99, Status.PARTIALLY_PAID),
        (100, 100, Status.PAID),
        (100, 101, Status.PAID),
        (0, 0, Status.PAID),
        (-50, 0, Status.PAID),
    ],
)
def test_the_status_follows_from_the_money(total_minor: int, paid_minor: int, status: Status) -> None:
    """Nothing paid, a part, all or more; with nothing due an invoice is paid."""
    assert status_by_payment(total_minor, paid_minor) is status


@given(AMOUNTS, st.lists(AMOUNTS, max_size=6))
def test_payments_and_reversals_cancel_out(total_minor: int, changes: list[int]) -> None:
    """Once all that was paid is taken back, the invoice stands as before; due less credit is what is left."""
    start = Settlement(status_by_payment(total_minor, 0), total_minor, 0)
    settlement = start
    for change in changes:
        settlement = settlement.after(change)
        assert settlement.due_minor - settlement.credit_minor == total_minor - settlement.paid_minor
        assert min(settlement.due_minor, settlement.credit_minor) == 0
    for change in changes:
        settlement = settlement.after(-change)
    assert settlement == start


def test_an_uncollectible_invoice_stays_so_until_it_is_paid_in_full() -> None:
    """A part of the money is no reason to hope for the rest; all of it is."""
    given_up = Settlement(Status.UNCOLLECTIBLE, 19_040, 0)
    assert given_up.after(1).status is Status.UNCOLLECTIBLE
    assert given_up.after(19_040).status is Status.PAID


def test_nothing_is_due_on_a_void_invoice() -> None:
    """It owes nothing, and nothing is owed."""
    void = Settlement(Status.VOID, 19_040, 0)
    assert (void.due_minor, void.credit_minor) == (0, 0)


@pytest.mark.parametrize(
    ("settlement", "today", "late"),
    [
        (ISSUED, date(2026, 12, 2), False),
        (ISSUED, date(2026, 12, 3), True),
        (ISSUED.after(1), date(2026, 12, 3), True),
        (ISSUED.after(19_040), date(2026, 12, 3), False),
        (Settlement(Status.VOID, 19_040, 0), date(2026, 12, 3), False),
        (Settlement(Status.UNCOLLECTIBLE, 19_040, 0), date(2026, 12, 3), False),
        (Settlement(Status.DRAFT, 19_040, 0), date(2026, 12, 3), False),
    ],
)
def test_money_is_late_after_the_due_date(settlement: Settlement, today: date, late: bool) -> None:  # noqa: FBT001  # a column of the table
    """The due date itself is in time, and only open invoices can be late."""
    assert settlement.overdue(due_on=date(2026, 12, 2), today=today) is late
