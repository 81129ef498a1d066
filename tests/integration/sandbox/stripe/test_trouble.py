"""Disputes, warnings, reviews, late refunds and payouts of the stand-in for Stripe."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import account_of, advance, pay_by_card, pay_by_debit, session_of

DAY = 86_400
Press = Callable[..., dict[str, Any]]


@pytest.fixture(name="press")
def _press(sandbox: Sandbox, client: StripeClient) -> Press:
    """Return how to have others do something to an object."""

    def press(action: str, name: str, **more: object) -> dict[str, Any]:
        fields = {"action": action, "account": account_of(client), "id": name, **more}
        answer = httpx.post(f"{sandbox.stripe_base}/_control/press", json=fields)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return press


def charged(
    client: StripeClient, number: str = "4242424242424242", amount_minor: int = 50_00
) -> stripe.Charge:
    """Return a charge that was paid by this card on the hosted page."""
    assert pay_by_card(session_of(client, amount_minor), number).status_code == 303
    return client.v1.charges.list().data[0]


def kinds(client: StripeClient, beginning: str) -> list[str]:
    """Return the events whose type begins so, oldest first."""
    found = [str(each.type) for each in client.v1.events.list({"limit": 100}).data]
    return [kind for kind in reversed(found) if kind.startswith(beginning)]


def movements(client: StripeClient, kind: str) -> list[tuple[int, int]]:
    """Return amount and fee of the account's movements of a kind, oldest first."""
    found = client.v1.balance_transactions.list({"type": kind}).data
    return [(each.amount, each.fee) for each in found][::-1]


def test_a_dispute_takes_the_money_until_it_is_won(client: StripeClient) -> None:
    """The test card's payment is disputed; winning evidence brings the amount back, not the fee."""
    charge = charged(client, "4000000000000259")
    (dispute,) = client.v1.disputes.list({"charge": charge.id}).data
    assert (dispute.status, dispute.amount, dispute.reason) == ("needs_response", 50_00, "fraudulent")
    assert dispute.evidence_details.due_by
    assert movements(client, "adjustment") == [(-50_00, 20_00)]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_disputed"
    client.v1.disputes.update(dispute.id, {"evidence": {"customer_name": "Client"}, "submit": False})
    after = client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}})
    assert (after.status, after.evidence.customer_name) == ("won", "Client")
    assert movements(client, "adjustment") == [(-50_00, 20_00), (50_00, 0)]
    assert kinds(client, "charge.dispute") == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]


def test_a_dispute_is_lost_when_nobody_answers(client: StripeClient, sandbox: Sandbox) -> None:
    """The due date passes; the money stays away."""
    charge = charged(client, "4000000000000259")
    advance(sandbox, client, 8 * DAY)
    (dispute,) = client.v1.disputes.list({"charge": charge.id}).data
    assert (dispute.status, dispute.evidence_details.past_due) == ("lost", True)
    assert movements(client, "adjustment") == [(-50_00, 20_00)]


def test_a_dispute_may_be_of_a_part(client: StripeClient, press: Press) -> None:
    """The bank takes less than was paid; evidence goes under review, and the decision comes later."""
    charge = charged(client)
    press("dispute.open", charge.id, amount=20_00)
    (dispute,) = client.v1.disputes.list().data
    assert dispute.amount == 20_00
    file = client.v1.files.create({"purpose": "dispute_evidence", "file": BytesIO(b"%PDF-1.7")})
    evidence = client.v1.disputes.update(dispute.id, {"evidence": {"receipt": file.id}})
    assert evidence.status == "under_review"
    assert press("dispute.lose", dispute.id)["status"] == "lost"


def test_evidence_names_files_that_exist(client: StripeClient) -> None:
    """An id of no uploaded file is refused."""
    charge = charged(client, "4000000000000259")
    (dispute,) = client.v1.disputes.list({"charge": charge.id}).data
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.update(dispute.id, {"evidence": {"receipt": "file_of_nobody"}})


def test_an_inquiry_takes_no_money(client: StripeClient) -> None:
    """It only asks, and giving the money back ends it."""
    charge = charged(client, "4000000000001976")
    (dispute,) = client.v1.disputes.list().data
    assert (dispute.status, movements(client, "adjustment")) == ("warning_needs_response", [])
    client.v1.refunds.create({"charge": charge.id})
    assert client.v1.disputes.retrieve(dispute.id).status == "warning_closed"


def test_an_inquiry_becomes_a_dispute(client: StripeClient, press: Press) -> None:
    """Only then is the money taken."""
    charged(client, "4000000000001976")
    (dispute,) = client.v1.disputes.list().data
    press("dispute.escalate", dispute.id)
    assert client.v1.disputes.retrieve(dispute.id).status == "needs_response"
    assert movements(client, "adjustment") == [(-50_00, 20_00)]


def test_a_prevented_dispute_gives_the_money_back(client: StripeClient, press: Press) -> None:
    """The charge is refunded, and the bank takes nothing besides."""
    charge = charged(client)
    press("dispute.prevent", charge.id)
    (dispute,) = client.v1.disputes.list().data
    assert dispute.status == "prevented"
    assert client.v1.charges.retrieve(charge.id).refunded
    assert movements(client, "adjustment") == []


def test_a_debit_is_disputed_without_an_answer(client: StripeClient, sandbox: Sandbox) -> None:
    """A payer takes a debit back days later, and that is lost at once."""
    pay_by_debit(session_of(client, 50_00), "DE35370400440532013002")
    advance(sandbox, client, 3 * DAY)
    (dispute,) = client.v1.disputes.list().data
    assert dispute.status == "lost"


def test_what_cannot_happen_any_more_does_not(client: StripeClient, sandbox: Sandbox, press: Press) -> None:
    """A payment that somebody disputed before its time is not disputed again, and everything else goes on."""
    pay_by_debit(session_of(client), "DE35370400440532013002")
    press("dispute.open", client.v1.charges.list().data[0].id)
    advance(sandbox, client, 4 * DAY)
    assert len(client.v1.disputes.list().data) == 1
    assert client.v1.payment_intents.list().data[0].status == "succeeded"


def test_a_warning_is_answered_by_a_refund(client: StripeClient) -> None:
    """An early fraud warning can be acted on until the payment is wholly given back."""
    charge = charged(client, "4000000000005423")
    (warning,) = client.v1.radar.early_fraud_warnings.list({"charge": charge.id}).data
    assert warning.actionable
    client.v1.refunds.create({"charge": charge.id, "amount": 1_00})
    assert client.v1.radar.early_fraud_warnings.retrieve(warning.id).actionable
    client.v1.refunds.create({"charge": charge.id})
    assert not client.v1.radar.early_fraud_warnings.retrieve(warning.id).actionable
    assert kinds(client, "radar") == [
        "radar.early_fraud_warning.created",
        "radar.early_fraud_warning.updated",
    ]


def test_a_risky_payment_is_reviewed(client: StripeClient) -> None:
    """Elevated risk opens a review, which a person approves once."""
    charge = charged(client, "4000000000009235")
    assert charge.outcome is not None
    assert charge.outcome.risk_level == "elevated"
    (review,) = client.v1.reviews.list().data
    assert review.open
    assert client.v1.reviews.approve(review.id).closed_reason == "approved"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.reviews.approve(review.id)


def test_a_refund_fails_later(client: StripeClient, sandbox: Sandbox) -> None:
    """It had succeeded; then the money comes back, and the charge is no longer refunded."""
    charge = charged(client, "4000000000005126")
    refund = client.v1.refunds.create({"charge": charge.id})
    assert refund.status == "succeeded"
    advance(sandbox, client, 11 * DAY)
    after = client.v1.refunds.retrieve(refund.id)
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    assert client.v1.charges.retrieve(charge.id).amount_refunded == 0
    assert kinds(client, "refund") == ["refund.created", "refund.updated", "refund.failed"]
    assert movements(client, "refund") + movements(client, "refund_failure") == [(-50_00, 0), (50_00, 0)]


@pytest.mark.parametrize(
    ("iban", "status", "event"),
    [
        ("DE89370400440532013000", "paid", "checkout.session.async_payment_succeeded"),
        ("DE62370400440532013001", "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_a_bank_answers_after_three_days(
    client: StripeClient, sandbox: Sandbox, iban: str, status: str, event: str
) -> None:
    """A debit is on its way for three days; then it was paid or it was not."""
    session = session_of(client)
    pay_by_debit(session, iban)
    advance(sandbox, client, 3 * DAY - 60)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"
    assert event not in kinds(client, "checkout")
    advance(sandbox, client, 60)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == status
    assert kinds(client, "checkout")[-1] == event


def test_a_session_expires_by_itself(client: StripeClient, sandbox: Sandbox) -> None:
    """After a day nobody can pay it."""
    session = session_of(client)
    advance(sandbox, client, DAY + 1)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert kinds(client, "checkout") == ["checkout.session.expired"]


def test_what_is_available_is_paid_out(client: StripeClient, sandbox: Sandbox, press: Press) -> None:
    """A payout takes the net of what became available, names the movements, and arrives."""
    charge = charged(client)
    press("balance.pay_out", "eur")
    assert client.v1.payouts.list().data == []
    advance(sandbox, client, 7 * DAY)
    press("balance.pay_out", "eur")
    (payout,) = client.v1.payouts.list().data
    assert (payout.amount, payout.status) == (50_00 - 1_00, "pending")
    moved = client.v1.balance_transactions.list({"payout": payout.id}).data
    assert {each.source for each in moved} == {charge.id, payout.id}
    assert sum(each.net for each in moved) == 0
    advance(sandbox, client, 2 * DAY)
    assert client.v1.payouts.retrieve(payout.id).status == "paid"
