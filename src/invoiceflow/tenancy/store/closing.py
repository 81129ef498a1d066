"""Marks tenants as being deleted, and takes them apart, a step at a time, when their time has come."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import TextClause, select, text, update

from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.tables import tenants

_CLOSE = text("SELECT directory.close_tenant(:at, :kept_until)")
_EMPTY = text("SELECT directory.empty_piece(:most, :at)")
_ERASE = text("SELECT directory.erase_piece(:most, :at)")
_FORGET = text("SELECT directory.forget_tenant(:at)")


@dataclass(frozen=True, slots=True)
class Closing:
    """
    How far the deletion of a tenant has come: all empty while nobody wants it.

    From ``purge_after`` on it is closed to everybody, then emptied; after ``keep_until`` it is erased.
    """

    purge_after: datetime | None = None
    closed_at: datetime | None = None
    emptied_at: datetime | None = None
    keep_until: date | None = None


async def closing_of(session: Session) -> Closing:
    """Return how far the deletion of the session's tenant has come."""
    columns = [tenants.c[name] for name in Closing.__dataclass_fields__]
    found = await session.execute(select(*columns).where(tenants.c.tenant_id == session.tenant_id))
    row = found.one_or_none()
    return Closing(*row) if row else Closing()


async def mark_closing(session: Session, closing_at: datetime | None, purge_after: datetime | None) -> None:
    """Begin a deletion or, with nothing, call it off. The settings' version rises: whoever kept them asks again."""
    await session.execute(
        update(tenants)
        .where(tenants.c.tenant_id == session.tenant_id)
        .values(
            closing_at=closing_at,
            purge_after=purge_after,
            settings_version=tenants.c.settings_version + 1,
        )
    )


async def close(session: Session, at: datetime, *, kept_until: date) -> bool:
    """
    Let nobody in any more, if the database, too, finds that the time has come; return whether it did.

    This, and what follows, is the worker's login's alone.
    """
    return bool(await _step(session, _CLOSE, at=at, kept_until=kept_until))


async def empty_piece(session: Session, at: datetime, *, rows: int) -> int:
    """Remove up to so many rows that need not be kept; return how many. At none, the tenant is emptied."""
    return await _step(session, _EMPTY, at=at, most=rows)


async def erase_piece(session: Session, at: datetime, *, rows: int) -> int:
    """Remove up to so many rows whose time to be kept is over; return how many."""
    return await _step(session, _ERASE, at=at, most=rows)


async def forget(session: Session, at: datetime) -> bool:
    """Remove the tenant itself, of which nothing else is left; return whether it was there."""
    return bool(await _step(session, _FORGET, at=at))


async def _step(session: Session, step: TextClause, **given: object) -> int:
    return int((await session.execute(step, given)).scalar_one())
