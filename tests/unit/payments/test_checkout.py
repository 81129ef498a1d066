"""How far a checkout can come, and what is only heard late."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.domain.checkout import (
    BEHIND,
    MOVES,
    Checkout,
    Contradicted,
    OtherThanAgreed,
    State,
    state_of,
)
from invoiceflow.payments.domain.seen import SeenSession, SessionStatus

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CHECKOUT = Checkout(
    id=UUID(int=1),
    invoice_id=InvoiceId(UUID(int=2)),
    account="acct_1",
    amount_minor=11900,
    currency="EUR",
    state=State.OPEN,
    session_id="cs_1",
    payment_intent="",
    url="https://checkout.example/cs_1",
    created_at=AT,
    expires_at=AT,
)
SEEN = SeenSession(
    id="cs_1",
    checkout_id=UUID(int=1),
    status=SessionStatus.OPEN,
    is_paid=False,
    has_failed=False,
    amount_minor=11900,
    currency="EUR",
    payment_intent="",
    url="https://checkout.example/cs_1",
    expires_at=AT,
)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_every_pair_of_states_is_decided(before: State, after: State) -> None:
    """A state follows, was true before, or contradicts what is known; never two of these."""
    checkout = replace(CHECKOUT, state=before)
    assert not MOVES[before] & BEHIND[before]
    if after is before or after in BEHIND[before]:
        assert checkout.moved(after) is checkout
    elif after in MOVES[before]:
        assert checkout.moved(after).state is after
    else:
        with pytest.raises(Contradicted):
            checkout.moved(after)


def test_paid_survives_what_is_heard_late() -> None:
    """Nothing that Stripe said before the money came can take it away."""
    paid = replace(CHECKOUT, state=State.PAID)
    assert {paid.moved(each).state for each in (State.OPEN, State.PENDING)} == {State.PAID}
    assert MOVES[State.PAID] == frozenset()


def test_a_client_who_finished_while_the_page_was_ended_has_paid() -> None:
    """Money that Stripe took counts, although we had ended the page: nobody pays again until it is in the books."""
    ended = replace(CHECKOUT, state=State.EXPIRED)
    assert ended.as_seen(replace(SEEN, status=SessionStatus.COMPLETE, is_paid=True)).state is State.PENDING


@pytest.mark.parametrize(
    ("status", "is_paid", "has_failed", "state"),
    [
        (SessionStatus.OPEN, False, False, State.OPEN),
        (SessionStatus.EXPIRED, False, False, State.EXPIRED),
        (SessionStatus.COMPLETE, False, False, State.PENDING),
        (SessionStatus.COMPLETE, False, True, State.FAILED),
        (SessionStatus.COMPLETE, True, False, State.PENDING),
    ],
)
def test_finished_is_not_paid(status: SessionStatus, is_paid: bool, has_failed: bool, state: State) -> None:  # noqa: FBT001  # columns of the table
    """The money decides: a debit that a bank has not answered yet is on its way."""
    assert state_of(replace(SEEN, status=status, is_paid=is_paid, has_failed=has_failed)) is state


@pytest.mark.parametrize(
    "other",
    [{"amount_minor": 11901}, {"currency": "USD"}, {"id": "cs_2"}],
    ids=["amount", "currency", "session"],
)
def test_what_was_not_asked_for_is_not_taken(other: dict[str, object]) -> None:
    """Another amount, currency or session than ours is refused, to be looked at by people."""
    with pytest.raises(OtherThanAgreed):
        CHECKOUT.as_seen(replace(SEEN, **other))  # type: ignore[arg-type]  # fields of the session
