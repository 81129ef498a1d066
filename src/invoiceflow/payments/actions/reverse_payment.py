"""Reverse a payment: the only way to correct one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.settle_invoice import SettleInvoice, settle_invoice
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments import store
from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.payment import Kind, Payment
from invoiceflow.payments.events import PaymentReversed
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy import queries as tenancy


class AlreadyReversed(Refused):
    """The payment was taken back before; it can be only once."""

    code = "payment.already_reversed"


class IsReversal(Refused):
    """The entry takes a payment back itself. Record the payment anew instead."""

    code = "payment.is_reversal"


class Collected(Refused):
    """Stripe collected the payment: money that really came is refunded, not declared never to have been."""

    code = "payment.collected"


@dataclass(frozen=True, slots=True)
class ReversePayment:
    """Which payment goes back, and why, in the words of whoever did it."""

    payment_id: UUID
    actor: str
    at: datetime
    reason: str = ""


async def reverse_payment(session: Session, command: ReversePayment) -> tuple[Payment, Settlement]:
    """
    Take a payment back whole, by an entry of its own; return that entry and how the invoice stands.

    Raises:
        NoSuchPayment: there is none.
        Collected: it came through Stripe.
        IsReversal: it is the reversal of another one.
        AlreadyReversed: it was taken back before.
    """
    payment = await store.load_payment(session, command.payment_id)
    require_by_hand(payment.kind, payment.provider_id)
    await _require_standing(session, payment)
    change = SettleInvoice(payment.invoice_id, -payment.amount_minor, payment.currency, command.at)
    settlement = await settle_invoice(session, change)
    # Again, now that the invoice is locked: another reversal may have been first.
    await _require_standing(session, payment)
    today = day_in((await tenancy.own_tenant(session)).profile.time_zone, command.at)
    reversal_id = PaymentId(new_id(command.at))
    reversal = payment.reversed(payment_id=reversal_id, on=today, reason=command.reason)
    await _write(session, reversal, settlement, command)
    return reversal, settlement


def require_by_hand(kind: str, provider_id: str) -> None:
    """
    Refuse an entry that nobody can take back by hand.

    Raises:
        Collected: it came through Stripe.
        IsReversal: it is the reversal of another one.
    """
    if provider_id:
        raise Collected("This came through Stripe, and is no slip of the pen. Refund the payment instead.")
    if kind != Kind.PAYMENT:
        raise IsReversal("This entry takes a payment back. Record the payment anew instead.")


async def _require_standing(session: Session, payment: Payment) -> None:
    if await store.is_reversed(session, payment.id):
        raise AlreadyReversed("This payment is reversed already.")


async def _write(
    session: Session, reversal: Payment, settlement: Settlement, command: ReversePayment
) -> None:
    await store.add_payment(session, reversal, recorded_by=command.actor, at=command.at)
    journal = posting.paid(
        reversal.currency,
        total_minor=settlement.total_minor,
        paid_before_minor=settlement.paid_minor - reversal.amount_minor,
        amount_minor=reversal.amount_minor,
    )
    await store.write_journal(
        session, reversal.kind, journal, invoice_id=reversal.invoice_id, source_id=reversal.id, at=command.at
    )
    await publish(session, PaymentReversed(reversal.id, reversal.invoice_id))
    await announce(session, "payment", reversal.id)
    await record(session, _fact(reversal, command))


def _fact(reversal: Payment, command: ReversePayment) -> Fact:
    """Return the audit entry, which belongs to the invoice."""
    return Fact(
        at=command.at,
        actor=command.actor,
        action="payment.reversed",
        object_kind="invoice",
        object_id=reversal.invoice_id,
        detail={
            "payment_id": str(reversal.id),
            "reverses_id": str(reversal.reverses_id),
            "amount_minor": reversal.amount_minor,
            "currency": reversal.currency,
            "reason": command.reason,
        },
    )
