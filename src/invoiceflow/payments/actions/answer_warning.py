"""Answer an early fraud warning: give the payment back before its bank takes it, or leave it as it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.errors import Expected
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments import store
from invoiceflow.payments.actions.connect_account import StripeAway
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.refund_payment import RefundPayment, refund_payment, refundable
from invoiceflow.payments.domain.refund import Refund
from invoiceflow.payments.store import collected, fraud_limits, troubles
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce

BY_ITSELF = "Automatic refund"
"""Who acts in the audit chain when nobody pressed a button."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RefundWarned:
    """Whose warning, and who gives the money back."""

    tenant_id: TenantId
    warning_id: UUID
    actor: str
    at: datetime


async def refund_warned(till: Till, command: RefundWarned) -> Refund:
    """
    Give back all that is left of the payment that a warning is about, once: the refund's id is the warning's.

    Raises:
        NoSuchWarning: there is none.
        Disputed, NothingLeft, StripeAway, StripeDeclined: as for any refund.
    """
    async with till.database.as_tenant(command.tenant_id) as session:
        warning = await troubles.load_warning(session, command.warning_id)
    return await refund_payment(
        till,
        RefundPayment(
            tenant_id=command.tenant_id,
            payment_id=warning.payment_id,
            refund_id=warning.id,
            amount_minor=None,
            reason="Early fraud warning",
            actor=command.actor,
            at=command.at,
            is_fraud=True,
        ),
    )


async def refund_by_itself(till: Till, tenant_id: TenantId, warning_id: UUID) -> None:
    """
    Give back what a new warning is about, where the tenant wants that for such an amount. As a job, once for each.

    What forbids a refund (a dispute, say) ends it: the warning stays in view.

    Raises:
        StripeAway: Stripe does not answer; it is worth another try.
    """
    async with till.database.as_tenant(tenant_id) as session:
        is_wanted = await _is_wanted(session, warning_id)
    if not is_wanted:
        return
    try:
        await refund_warned(till, RefundWarned(tenant_id, warning_id, BY_ITSELF, till.clock.now()))
    except StripeAway:
        raise
    except Expected as refusal:
        log.info("fraud_warning.not_refunded", warning_id=str(warning_id), code=refusal.code)


async def _is_wanted(session: Session, warning_id: UUID) -> bool:
    warning = await troubles.load_warning(session, warning_id)
    payment = await store.load_payment(session, warning.payment_id)
    limit_minor = (await fraud_limits.every_limit(session)).get(payment.currency, 0)
    return (
        warning.is_actionable
        and warning.left_at is None
        and await refundable(session, payment.id) <= limit_minor
    )


@dataclass(frozen=True, slots=True)
class LeaveWarning:
    """Whose decision it is that nothing is done."""

    warning_id: UUID
    actor: str
    at: datetime


async def leave_warning(session: Session, command: LeaveWarning) -> None:
    """
    Note that a payment is kept in spite of its warning. Once is enough; it can be refunded all the same.

    Raises:
        NoSuchWarning: there is none.
    """
    warning = await troubles.load_warning(session, command.warning_id)
    await collected.lock_collected(session, warning.payment_id)
    warning = await troubles.load_warning(session, command.warning_id)
    if warning.left_at is not None:
        return
    await troubles.save_warning(session, replace(warning, left_by=command.actor, left_at=command.at))
    payment = await store.load_payment(session, warning.payment_id)
    await announce(session, "payment", payment.id)
    detail: dict[str, str | int | None] = {
        "payment_id": str(payment.id),
        "provider_id": warning.provider_id,
    }
    await record(
        session,
        Fact(command.at, command.actor, "fraud_warning.left", "invoice", payment.invoice_id, detail),
    )
