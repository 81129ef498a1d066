"""Checkouts: written before Stripe is asked, and as Stripe answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select, update

from invoiceflow.invoicing.tables import invoices
from invoiceflow.kernel.ids import ClientId, InvoiceId
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.tables import checkouts
from invoiceflow.runtime.database import Session

_COLUMNS = [checkouts.c[name] for name in Checkout.__dataclass_fields__]
LIVE = (State.CREATED.value, State.OPEN.value, State.PENDING.value)


async def add_checkout(session: Session, checkout: Checkout) -> None:
    """Write down an attempt, before anybody else hears of it."""
    values = _values(checkout)
    values |= {"tenant_id": session.tenant_id, "changed_at": checkout.created_at}
    await session.execute(insert(checkouts).values(values))


async def lock_checkout(session: Session, checkout_id: UUID) -> Checkout | None:
    """Return a checkout and keep it as it is for others; None where the tenant has none of that id."""
    wanted = select(*_COLUMNS).where(*_of(session, checkout_id)).with_for_update()
    row = (await session.execute(wanted)).one_or_none()
    return _checkout(row) if row else None


async def save_checkout(session: Session, checkout: Checkout, at: datetime) -> None:
    """Write how a locked checkout stands now."""
    values = _values(checkout) | {"changed_at": at}
    await session.execute(update(checkouts).where(*_of(session, checkout.id)).values(values))


async def live_checkouts(session: Session, invoice_id: UUID) -> tuple[Checkout, ...]:
    """Return the attempts to pay an invoice that may still bring money, the newest first."""
    wanted = select(*_COLUMNS).where(
        checkouts.c.tenant_id == session.tenant_id,
        checkouts.c.invoice_id == invoice_id,
        checkouts.c.state.in_(LIVE),
    )
    return tuple(
        _checkout(row) for row in await session.execute(wanted.order_by(checkouts.c.created_at.desc()))
    )


async def silent_charges(session: Session, before: datetime) -> tuple[UUID, ...]:
    """Return charges of saved methods of which nothing was heard since an instant, a hundred at most."""
    wanted = select(checkouts.c.id).where(
        checkouts.c.tenant_id == session.tenant_id,
        checkouts.c.state == State.CREATED.value,
        checkouts.c.method_id.is_not(None),
        checkouts.c.changed_at < before,
    )
    return tuple((await session.execute(wanted.order_by(checkouts.c.id).limit(100))).scalars())


async def overdue_checkouts(session: Session, before: datetime) -> tuple[Checkout, ...]:
    """Return attempts whose page should have ended before an instant, the oldest first, a hundred at most."""
    wanted = select(*_COLUMNS).where(
        checkouts.c.tenant_id == session.tenant_id,
        checkouts.c.state.in_((State.CREATED.value, State.OPEN.value)),
        checkouts.c.method_id.is_(None),
        checkouts.c.expires_at < before,
    )
    return tuple(
        _checkout(row) for row in await session.execute(wanted.order_by(checkouts.c.expires_at).limit(100))
    )


async def is_unmirrorable(session: Session, invoice_id: UUID) -> bool:
    """Return whether Stripe would not make a mirror of an invoice, or another one than was meant."""
    refused = exists().where(
        checkouts.c.tenant_id == session.tenant_id,
        checkouts.c.invoice_id == invoice_id,
        checkouts.c.way == Way.INVOICE.value,
        checkouts.c.state == State.REFUSED.value,
    )
    return bool((await session.execute(select(refused))).scalar_one())


async def payer_of(session: Session, account: str, client_id: ClientId | None) -> str:
    """Return as whom an account knows a client from earlier mirrors; empty where it does not."""
    wanted = (
        select(checkouts.c.payer)
        .join(
            invoices,
            (invoices.c.tenant_id == checkouts.c.tenant_id) & (invoices.c.id == checkouts.c.invoice_id),
        )
        .where(
            checkouts.c.tenant_id == session.tenant_id,
            checkouts.c.account == account,
            checkouts.c.payer != "",
            invoices.c.client_id == client_id,
        )
        .order_by(checkouts.c.created_at.desc())
        .limit(1)
    )
    return str((await session.execute(wanted)).scalar_one_or_none() or "")


def _of(session: Session, checkout_id: UUID) -> tuple[Any, ...]:
    return (checkouts.c.tenant_id == session.tenant_id, checkouts.c.id == checkout_id)


def _values(checkout: Checkout) -> dict[str, Any]:
    values = {name: getattr(checkout, name) for name in Checkout.__dataclass_fields__}
    return values | {"state": checkout.state.value, "way": checkout.way.value}


def _checkout(row: Row[Any]) -> Checkout:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    words = {"state": State(row.state), "way": Way(row.way), "invoice_id": InvoiceId(row.invoice_id)}
    return Checkout(**values | words)
