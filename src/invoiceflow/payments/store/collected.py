"""Money that Stripe collected: entries and movements by their object there, and refunds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.movement import Movement, MovementKind
from invoiceflow.payments.domain.payment import Kind, Payment
from invoiceflow.payments.domain.refund import GONE, REQUESTED, Refund
from invoiceflow.payments.store import write_journal
from invoiceflow.payments.tables import charges, checkouts, clearing_movements, payments, refunds
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id

_REFUND = [refunds.c[name] for name in Refund.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Collected:
    """What Stripe says of a payment besides its money. ``dispute_status`` is Stripe's word for the newest dispute."""

    payment_id: PaymentId
    checkout_id: UUID
    account: str
    payment_intent: str
    charge_id: str
    instrument: str
    risk_level: str
    outcome: str
    outcome_says: str
    review: str
    dispute_status: str
    evidence_due_at: datetime | None
    confirmed_at: datetime


async def written(
    session: Session, provider_ids: Collection[str]
) -> frozenset[tuple[Kind | MovementKind, str]]:
    """Return which effects of these objects are in the books. Reliable once the payment's checkout is locked."""
    ids = list(provider_ids)
    entries = select(payments.c.kind, payments.c.provider_id).where(
        payments.c.tenant_id == session.tenant_id, payments.c.provider_id == func.any(ids)
    )
    moved = select(clearing_movements.c.kind, clearing_movements.c.provider_id).where(
        clearing_movements.c.tenant_id == session.tenant_id, clearing_movements.c.provider_id == func.any(ids)
    )
    found: set[tuple[Kind | MovementKind, str]] = {(Kind(k), i) for k, i in await session.execute(entries)}
    return frozenset(found | {(MovementKind(k), i) for k, i in await session.execute(moved)})


async def payment_of_charge(session: Session, charge_id: str) -> PaymentId | None:
    """Return the payment that a charge became, None where it is not in the books."""
    wanted = select(payments.c.id).where(
        payments.c.tenant_id == session.tenant_id,
        payments.c.kind == Kind.PAYMENT.value,
        payments.c.provider_id == charge_id,
    )
    found = (await session.execute(wanted)).scalar_one_or_none()
    return PaymentId(found) if found else None


async def confirmed_at(session: Session, checkout_id: UUID) -> datetime | None:
    """Return when what Stripe says of a checkout's payment was last written down; None where it is not in the books."""
    wanted = select(charges.c.confirmed_at).where(
        charges.c.tenant_id == session.tenant_id, charges.c.checkout_id == checkout_id
    )
    return (await session.execute(wanted)).scalar_one_or_none()


async def left_of(session: Session, payment_id: PaymentId) -> int:
    """Return what of a payment has not gone back, in minor units."""
    wanted = select(func.coalesce(func.sum(payments.c.amount_minor), 0)).where(
        payments.c.tenant_id == session.tenant_id,
        (payments.c.id == payment_id) | (payments.c.of_id == payment_id),
    )
    return int((await session.execute(wanted)).scalar_one())


async def book_movement(session: Session, movement: Movement, payment: Payment, at: datetime) -> None:
    """Append a movement of a payment, and its journal; the database refuses a second one for the same object."""
    movement_id = new_id(at)
    values = {
        "tenant_id": session.tenant_id,
        "id": movement_id,
        "kind": movement.kind.value,
        "provider_id": movement.provider_id,
        "payment_id": payment.id,
        "invoice_id": payment.invoice_id,
        "amount_minor": movement.amount_minor,
        "currency": payment.currency,
        "at": at,
    }
    await session.execute(insert(clearing_movements).values(values))
    await write_journal(
        session,
        movement.kind,
        movement.journal(payment.currency),
        invoice_id=payment.invoice_id,
        source_id=movement_id,
        at=at,
    )


async def save_collected(session: Session, collected: Collected) -> None:
    """Write what Stripe says of a payment, in place of what it said before."""
    values = {name: getattr(collected, name) for name in Collected.__dataclass_fields__}
    latest = {
        name: value for name, value in values.items() if name not in ("payment_id", "checkout_id", "account")
    }
    await session.execute(
        insert(charges)
        .values(values | {"tenant_id": session.tenant_id})
        .on_conflict_do_update(index_elements=["tenant_id", "payment_id"], set_=latest)
    )


async def lock_collected(session: Session, payment_id: UUID) -> Collected | None:
    """
    Return what Stripe says of a payment, and keep it so for others; None for one that Stripe did not collect.

    Its checkout is what is locked, first of all, as it is by whoever applies what Stripe says: two hands that began at
    different ends would wait for each other.
    """
    columns = [charges.c[name] for name in Collected.__dataclass_fields__]
    own = (charges.c.tenant_id == session.tenant_id, charges.c.payment_id == payment_id)
    of_checkout = select(charges.c.checkout_id).where(*own).scalar_subquery()
    await session.execute(
        select(checkouts.c.id)
        .where(checkouts.c.tenant_id == session.tenant_id, checkouts.c.id == of_checkout)
        .with_for_update()
    )
    row = (await session.execute(select(*columns).where(*own))).one_or_none()
    return Collected(**row._mapping) if row else None  # noqa: SLF001  # SQLAlchemy's public name for it


async def add_refund(session: Session, refund: Refund) -> None:
    """Write down a refund: one that is meant before Stripe is asked, or one that was made at Stripe."""
    values = {name: getattr(refund, name) for name in Refund.__dataclass_fields__}
    values |= {"tenant_id": session.tenant_id, "changed_at": refund.requested_at}
    await session.execute(insert(refunds).values(values))


async def save_refund(session: Session, refund: Refund, at: datetime) -> None:
    """Write how a refund stands now."""
    await session.execute(
        update(refunds)
        .where(refunds.c.tenant_id == session.tenant_id, refunds.c.id == refund.id)
        .values(state=refund.state, provider_id=refund.provider_id, fault=refund.fault, changed_at=at)
    )


async def find_refund(session: Session, refund_id: UUID | None, provider_id: str) -> Refund | None:
    """Return a refund by our id, or by Stripe's; None where neither is known."""
    wanted = select(*_REFUND).where(
        refunds.c.tenant_id == session.tenant_id,
        (refunds.c.provider_id == provider_id) | (refunds.c.id == refund_id),
    )
    row = (await session.execute(wanted.order_by(refunds.c.id).limit(1))).one_or_none()
    return _refund(row) if row else None


async def refunds_of(session: Session, payment_id: UUID) -> tuple[Refund, ...]:
    """Return a payment's refunds, those that came to nothing left out."""
    wanted = select(*_REFUND).where(
        refunds.c.tenant_id == session.tenant_id,
        refunds.c.payment_id == payment_id,
        refunds.c.state.not_in(sorted(GONE)),
    )
    return tuple(_refund(row) for row in await session.execute(wanted.order_by(refunds.c.id)))


async def every_refund(session: Session, payment_id: UUID) -> tuple[Refund, ...]:
    """Return all that was asked for of a payment, the oldest first, also what came to nothing."""
    wanted = select(*_REFUND).where(
        refunds.c.tenant_id == session.tenant_id, refunds.c.payment_id == payment_id
    )
    return tuple(
        _refund(row) for row in await session.execute(wanted.order_by(refunds.c.requested_at, refunds.c.id))
    )


async def waiting_refunds(session: Session, before: datetime) -> tuple[Refund, ...]:
    """Return refunds that Stripe was asked for, and of which nothing was heard since; a hundred at most."""
    wanted = select(*_REFUND).where(
        refunds.c.tenant_id == session.tenant_id,
        refunds.c.state == REQUESTED,
        refunds.c.changed_at < before,
    )
    return tuple(_refund(row) for row in await session.execute(wanted.order_by(refunds.c.id).limit(100)))


def _refund(row: Row[Any]) -> Refund:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    return Refund(**values | {"payment_id": PaymentId(row.payment_id)})
