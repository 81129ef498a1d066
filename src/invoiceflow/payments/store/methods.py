"""Saved methods: written with the consent before Stripe is asked, and as Stripe answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select, update

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import ClientId
from invoiceflow.payments.domain.saved_method import MethodState, SavedMethod
from invoiceflow.payments.tables import saved_methods
from invoiceflow.runtime.database import Session

_COLUMNS = [saved_methods.c[name] for name in SavedMethod.__dataclass_fields__]


class NoSuchMethod(Missing):
    """The client has no saved method of that id."""

    code = "saved_method.not_found"


async def add_method(session: Session, method: SavedMethod) -> None:
    """Write down a consent, before Stripe hears of it."""
    await session.execute(insert(saved_methods).values(_values(method) | {"tenant_id": session.tenant_id}))


async def save_method(session: Session, method: SavedMethod) -> None:
    """Write how a locked method stands now."""
    await session.execute(
        update(saved_methods)
        .where(saved_methods.c.tenant_id == session.tenant_id, saved_methods.c.id == method.id)
        .values(_values(method))
    )


async def lock_method(session: Session, method_id: UUID) -> SavedMethod:
    """
    Return a method, and keep it as it is for others.

    Raises:
        NoSuchMethod: there is none.
    """
    found = await _found(session, saved_methods.c.id == method_id)
    if found is None:
        raise NoSuchMethod("There is no such saved payment method.")
    return found


async def method_named(session: Session, account: str, payment_method: str) -> SavedMethod | None:
    """Return the method that an account calls so, and keep it as it is for others; None where it is none of ours."""
    return await _found(
        session, saved_methods.c.account == account, saved_methods.c.payment_method == payment_method
    )


async def method_of_checkout(session: Session, checkout_id: UUID) -> SavedMethod | None:
    """Return what a client agreed to save at a payment, and keep it as it is for others; None where nothing."""
    return await _found(session, saved_methods.c.checkout_id == checkout_id)


async def payer_of(session: Session, client_id: UUID, account: str) -> str:
    """Return by which name Stripe knows a client on an account; empty where it knows none."""
    wanted = (
        select(saved_methods.c.payer)
        .where(
            saved_methods.c.tenant_id == session.tenant_id,
            saved_methods.c.client_id == client_id,
            saved_methods.c.account == account,
            saved_methods.c.payer != "",
        )
        .order_by(saved_methods.c.agreed_at)
        .limit(1)
    )
    return (await session.execute(wanted)).scalar_one_or_none() or ""


async def kept_methods(session: Session, client_id: UUID) -> tuple[SavedMethod, ...]:
    """Return what a client's invoices may be charged to, the newest first."""
    wanted = select(*_COLUMNS).where(
        saved_methods.c.tenant_id == session.tenant_id,
        saved_methods.c.client_id == client_id,
        saved_methods.c.state == MethodState.KEPT.value,
    )
    rows = await session.execute(wanted.order_by(saved_methods.c.agreed_at.desc(), saved_methods.c.id.desc()))
    return tuple(_method(row) for row in rows)


async def undetached_methods(session: Session, since: datetime, before: datetime) -> tuple[UUID, ...]:
    """Return methods that ended within these bounds, and that Stripe was not made to forget; a hundred at most."""
    wanted = select(saved_methods.c.id).where(
        saved_methods.c.tenant_id == session.tenant_id,
        saved_methods.c.state == MethodState.ENDED.value,
        saved_methods.c.detached_at.is_(None),
        saved_methods.c.ended_at.between(since, before),
    )
    return tuple((await session.execute(wanted.order_by(saved_methods.c.id).limit(100))).scalars())


async def _found(session: Session, *which: ColumnElement[bool]) -> SavedMethod | None:
    wanted = select(*_COLUMNS).where(saved_methods.c.tenant_id == session.tenant_id, *which).with_for_update()
    row = (await session.execute(wanted)).one_or_none()
    return _method(row) if row else None


def _values(method: SavedMethod) -> dict[str, Any]:
    values = {name: getattr(method, name) for name in SavedMethod.__dataclass_fields__}
    return values | {"state": method.state.value}


def _method(row: Row[Any]) -> SavedMethod:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    return SavedMethod(**values | {"state": MethodState(row.state), "client_id": ClientId(row.client_id)})
