"""Reads about online payments: the tenant's account at Stripe, what is parked, and what a payer may do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from invoiceflow.payments.domain.checkout import State
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.store import accounts, checkouts
from invoiceflow.payments.tables import charges, parked_objects
from invoiceflow.runtime.database import Session

MOST_PARKED = 50


@dataclass(frozen=True, slots=True)
class Parked:
    """Something at Stripe that could not be applied, and why."""

    topic: str
    object_id: str
    account: str
    reason: str
    parked_at: datetime
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What a payer of an invoice may do: pay, or wait for their bank."""

    may_pay: bool
    is_on_its_way: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """What Stripe says of a payment besides its money."""

    instrument: str
    risk_level: str
    dispute_status: str
    confirmed_at: datetime


async def own_account(session: Session) -> PaymentAccount | None:
    """Return the tenant's account at Stripe, None where it has none or ended it."""
    return await accounts.live_account(session)


async def parked(session: Session) -> tuple[Parked, ...]:
    """Return what could not be applied, the newest first, fifty at most."""
    columns = [parked_objects.c[name] for name in Parked.__dataclass_fields__]
    wanted = select(*columns).where(parked_objects.c.tenant_id == session.tenant_id)
    ordered = wanted.order_by(parked_objects.c.tried_at.desc(), parked_objects.c.object_id).limit(MOST_PARKED)
    return tuple(Parked(*row) for row in await session.execute(ordered))


async def offer(session: Session, invoice_id: UUID) -> Offer:
    """Return what may be done about paying an invoice online; whether anything is open, the invoice says."""
    account = await accounts.live_account(session)
    live = await checkouts.live_checkouts(session, invoice_id)
    waits = any(each.state is State.PENDING for each in live)
    return Offer(account is not None and account.is_ready and not waits, waits)


async def collection_of(session: Session, payment_id: UUID) -> Collection | None:
    """Return what Stripe says of a payment; None for one that it did not collect."""
    columns = [charges.c[name] for name in Collection.__dataclass_fields__]
    wanted = select(*columns).where(
        charges.c.tenant_id == session.tenant_id, charges.c.payment_id == payment_id
    )
    row = (await session.execute(wanted)).one_or_none()
    return Collection(*row) if row else None
