"""What becomes of fraud warnings and disputes, as the domain decides it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.dispute import FREEZING, OVER, WAITING, Dispute, DisputeStatus
from invoiceflow.payments.domain.fraud_warning import Outcome, outcome

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DISPUTE = Dispute(
    id=UUID(int=1),
    provider_id="du_1",
    payment_id=PaymentId(UUID(int=2)),
    status=DisputeStatus.NEEDS_RESPONSE,
    reason="fraudulent",
    amount_minor=100,
    currency="EUR",
    is_refundable=False,
    submissions=0,
    opened_at=AT,
    evidence_due_at=AT + timedelta(days=7),
    seen_at=AT,
)


@pytest.mark.parametrize(
    ("refunded_minor", "is_refunding", "is_disputed", "is_left", "expected"),
    [
        pytest.param(0, False, False, False, Outcome.OPEN, id="nobody-did-anything"),
        pytest.param(99, False, False, False, Outcome.OPEN, id="a-part-is-not-all"),
        pytest.param(0, True, False, False, Outcome.REFUNDING, id="asked-for"),
        pytest.param(100, False, False, False, Outcome.REFUNDED, id="all-went-back"),
        pytest.param(100, False, True, True, Outcome.REFUNDED, id="disputed-after-the-refund"),
        pytest.param(0, True, True, False, Outcome.DISPUTED, id="the-bank-was-quicker"),
        pytest.param(0, False, False, True, Outcome.LEFT, id="kept"),
        pytest.param(0, False, True, True, Outcome.DISPUTED, id="kept-and-disputed"),
    ],
)
def test_what_became_of_a_warning(
    refunded_minor: int, *, is_refunding: bool, is_disputed: bool, is_left: bool, expected: Outcome
) -> None:
    """It follows from the payment's refunds and disputes, and from what a person decided, in this order."""
    assert expected is outcome(
        amount_minor=100,
        refunded_minor=refunded_minor,
        is_refunding=is_refunding,
        is_disputed=is_disputed,
        is_left=is_left,
    )


def test_evidence_is_taken_until_it_is_due() -> None:
    """Not a moment later, and in no state in which the bank has it or has decided."""
    due_at = AT + timedelta(days=7)
    assert DISPUTE.is_answerable(due_at - timedelta(seconds=1))
    assert not DISPUTE.is_answerable(due_at)
    answerable = {status for status in DisputeStatus if replace(DISPUTE, status=status).is_answerable(AT)}
    assert answerable == {DisputeStatus.NEEDS_RESPONSE, DisputeStatus.INQUIRY}


def test_money_is_frozen_while_the_bank_has_it() -> None:
    """An inquiry took none; what is over waits for nobody."""
    assert not [status for status in FREEZING if status.startswith("warning_")]
    assert not OVER & (FREEZING | WAITING)
    assert frozenset(DisputeStatus) == OVER | FREEZING | {
        DisputeStatus.INQUIRY,
        DisputeStatus.INQUIRY_ANSWERED,
    }
