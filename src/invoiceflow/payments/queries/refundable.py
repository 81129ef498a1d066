"""Which payments of a page may be refunded."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.refund import REQUESTED, may_refund
from invoiceflow.payments.queries.payments import PaymentRow
from invoiceflow.payments.tables import charges, payments, refunds
from invoiceflow.runtime.database import Session


async def refundable_of(session: Session, rows: Collection[PaymentRow]) -> frozenset[UUID]:
    """Return the ids of those payments of which something may go back through Stripe."""
    collected = [row.id for row in rows if row.provider_id and row.kind == Kind.PAYMENT]
    if not collected:
        return frozenset()
    ours, entry, asked = charges.c, payments.c, refunds.c
    left = select(func.sum(entry.amount_minor)).where(
        entry.tenant_id == ours.tenant_id, (entry.id == ours.payment_id) | (entry.of_id == ours.payment_id)
    )
    waiting = select(func.coalesce(func.sum(asked.amount_minor), 0)).where(
        asked.tenant_id == ours.tenant_id, asked.payment_id == ours.payment_id, asked.state == REQUESTED
    )
    found = await session.execute(
        select(ours.payment_id, left.scalar_subquery(), waiting.scalar_subquery(), ours.dispute_status).where(
            ours.tenant_id == session.tenant_id, ours.payment_id.in_(collected)
        )
    )
    return frozenset(
        payment_id
        for payment_id, left_minor, waiting_minor, dispute_status in found
        if may_refund(int(left_minor), int(waiting_minor), dispute_status)
    )
