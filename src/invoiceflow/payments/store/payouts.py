"""Payouts of a tenant's accounts, and which of our payments the objects in them belong to."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select, text, union_all
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.payout import Payout
from invoiceflow.payments.tables import disputes, payments, payouts
from invoiceflow.runtime.database import Session

_COLUMNS = [payouts.c[name] for name in Payout.__dataclass_fields__]
_AWAITED = text(
    "SELECT c.payment_intent FROM charges c WHERE c.tenant_id = :tenant AND c.payment_intent = ANY(:intents)"
)
_PARKED = text(
    "SELECT p.object_id FROM parked_objects p WHERE p.tenant_id = :tenant AND p.object_id = ANY(:intents)"
)


async def save_payout(session: Session, payout: Payout) -> bool:
    """Write how a payout stands, and lock it; return False where somebody wrote down a later look."""
    values = {name: getattr(payout, name) for name in Payout.__dataclass_fields__}
    kept = insert(payouts).values(values | {"tenant_id": session.tenant_id})
    saved = kept.on_conflict_do_update(
        index_elements=["tenant_id", "account", "provider_id"],
        set_=values,
        where=payouts.c.seen_at <= kept.excluded.seen_at,
    )
    return (await session.execute(saved.returning(payouts.c.provider_id))).one_or_none() is not None


async def payments_of(session: Session, sources: Collection[str]) -> Mapping[str, PaymentId]:
    """Return to which payment each charge, refund and dispute belongs that is in the books."""
    names = list(sources)
    entries = select(payments.c.provider_id, func.coalesce(payments.c.of_id, payments.c.id)).where(
        payments.c.tenant_id == session.tenant_id, payments.c.provider_id == func.any(names)
    )
    disputed = select(disputes.c.provider_id, disputes.c.payment_id).where(
        disputes.c.tenant_id == session.tenant_id, disputes.c.provider_id == func.any(names)
    )
    rows = await session.execute(union_all(entries, disputed))
    return {name: PaymentId(payment_id) for name, payment_id in rows}


async def booked_intents(session: Session, intents: Collection[str]) -> frozenset[str]:
    """Return which of these payment intents are in the books."""
    rows = await session.execute(_AWAITED, {"tenant": session.tenant_id, "intents": list(intents)})
    return frozenset(rows.scalars())


async def parked_intents(session: Session, intents: Collection[str]) -> frozenset[str]:
    """Return which of these payment intents are parked."""
    rows = await session.execute(_PARKED, {"tenant": session.tenant_id, "intents": list(intents)})
    return frozenset(rows.scalars())


async def latest_payouts(session: Session, most: int) -> tuple[Payout, ...]:
    """Return the newest payouts of all accounts."""
    wanted = select(*_COLUMNS).where(payouts.c.tenant_id == session.tenant_id)
    newest = wanted.order_by(payouts.c.created_at.desc(), payouts.c.provider_id).limit(most)
    return tuple(Payout(*row) for row in await session.execute(newest))
