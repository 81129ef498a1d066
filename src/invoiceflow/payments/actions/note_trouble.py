"""Keep what Stripe says of a payment's disputes and fraud warnings, and tell those who look after money."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.payments.domain.dispute import OVER, TOLD, Dispute, DisputeStatus
from invoiceflow.payments.domain.fraud_warning import FraudWarning
from invoiceflow.payments.domain.seen import SeenDispute, SeenPayment, SeenWarning
from invoiceflow.payments.store import fraud_limits, troubles
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

TELL_DISPUTE = "payments.tell_dispute"
TELL_WARNING = "payments.tell_warning"
REFUND_WARNED = "payments.refund_warned"


@dataclass(frozen=True, slots=True)
class About:
    """Which payment it is about, who says so, and when it is written down."""

    payment_id: PaymentId
    invoice_id: InvoiceId
    currency: str
    by: str
    at: datetime


async def note_trouble(session: Session, about: About, seen: SeenPayment) -> None:
    """
    Write how a payment's disputes and warnings stand. The payment's checkout must be locked.

    Each is known by its name at Stripe, so that repeated looks tell nobody twice.
    """
    changes = [await _dispute(session, about, each) for each in seen.disputes]
    changes += [await _warning(session, about, each) for each in seen.warnings]
    if any(changes):
        await announce(session, "payment", about.payment_id)


async def _dispute(session: Session, about: About, seen: SeenDispute) -> bool:
    known = await troubles.find_dispute(session, seen.id)
    dispute = (known or _new_dispute(about, seen)).as_seen(seen, about.at)
    await troubles.save_dispute(session, dispute)
    if known is not None and known.status == dispute.status:
        return known.submissions != dispute.submissions
    # What stands in the audit log follows from where the dispute stands, not from how often it was looked at.
    if known is None:
        await record(session, _fact("dispute.opened", about, dispute))
    if dispute.status in OVER - {DisputeStatus.LOST}:  # a loss stands there with its entry in the books
        await record(session, _fact(f"dispute.{dispute.status}", about, dispute))
    if known is None or dispute.status in TOLD:
        await defer(session, TELL_DISPUTE, {"dispute_id": str(dispute.id), "status": dispute.status})
    return True


async def _warning(session: Session, about: About, seen: SeenWarning) -> bool:
    known = await troubles.find_warning(session, seen.id)
    warning = (known or _new_warning(about, seen)).as_seen(seen, about.at)
    await troubles.save_warning(session, warning)
    if known is not None:
        return known.is_actionable != warning.is_actionable
    await record(session, _fact("fraud_warning.received", about, warning))
    ids = {"warning_id": str(warning.id)}
    await defer(session, TELL_WARNING, ids)
    if about.currency in await fraud_limits.every_limit(session):
        await defer(session, REFUND_WARNED, ids, lock=f"warning:{warning.id}")
    return True


def _new_dispute(about: About, seen: SeenDispute) -> Dispute:
    return Dispute(
        id=new_id(about.at),
        provider_id=seen.id,
        payment_id=about.payment_id,
        status=seen.status,
        reason=seen.reason,
        amount_minor=seen.amount_minor,
        currency=about.currency,
        is_refundable=seen.is_refundable,
        submissions=seen.submissions,
        opened_at=seen.opened_at or about.at,
        evidence_due_at=seen.evidence_due_at,
        seen_at=about.at,
    )


def _new_warning(about: About, seen: SeenWarning) -> FraudWarning:
    return FraudWarning(
        id=new_id(about.at),
        provider_id=seen.id,
        payment_id=about.payment_id,
        fraud_type=seen.fraud_type,
        is_actionable=seen.is_actionable,
        warned_at=seen.warned_at,
        seen_at=about.at,
    )


def _fact(action: str, about: About, of: Dispute | FraudWarning) -> Fact:
    """Return the audit entry, which belongs to the invoice: its history shows what happened."""
    detail: dict[str, str | int | None] = {"payment_id": str(about.payment_id), "provider_id": of.provider_id}
    if isinstance(of, Dispute):
        detail |= {"amount_minor": of.amount_minor, "currency": of.currency}
    return Fact(about.at, about.by, action, "invoice", about.invoice_id, detail)
