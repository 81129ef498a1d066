"""Loads and saves exports."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.ids import ExportId
from invoiceflow.reporting.domain.export import KEPT, Export, ExportState
from invoiceflow.reporting.tables import exports
from invoiceflow.runtime.database import Session

_COLUMNS = [exports.c[name] for name in Export.__dataclass_fields__]
_ON_THEIR_WAY = exports.c.state.in_([ExportState.QUEUED.value, ExportState.WRITING.value])


async def add_export(session: Session, export: Export) -> bool:
    """Write a new export. Return False, and change nothing, while another of the tenant is on its way."""
    values: dict[str, object] = {"id": export.id, "state": export.state.value}
    values |= {"requested_by": export.requested_by, "requested_at": export.requested_at}
    values |= {"requester_id": export.requester_id}
    written = insert(exports).values(tenant_id=session.tenant_id, **values).on_conflict_do_nothing()
    return (await session.execute(written.returning(exports.c.id))).one_or_none() is not None


async def every_export(session: Session, at: datetime) -> tuple[Export, ...]:
    """Return the exports that are on their way, can be downloaded, or failed lately; the newest first."""
    current = exports.c.expires_at.is_(None) | (exports.c.expires_at > at)
    found = await session.execute(
        select(*_COLUMNS).where(_mine(session), current).order_by(exports.c.requested_at.desc())
    )
    return tuple(_export(row) for row in found.mappings())


async def begin_writing(session: Session, export_id: ExportId) -> bool:
    """Begin, or begin anew; return False where it is over."""
    begun = {"state": ExportState.WRITING.value, "done": 0, "total": 0, "seconds_left": None}
    return await _change(session, export_id, **begun)


async def note_progress(
    session: Session, export_id: ExportId, *, done: int, total: int, seconds_left: int | None
) -> bool:
    """Note how much is written; return False where it is over, or was stopped."""
    return await _change(session, export_id, done=done, total=total, seconds_left=seconds_left)


async def stop(session: Session) -> ExportId | None:
    """Forget the export that is on its way, and return it; None where none is."""
    stopped = delete(exports).where(_mine(session), _ON_THEIR_WAY).returning(exports.c.id)
    found = (await session.execute(stopped)).scalar_one_or_none()
    return ExportId(found) if found else None


async def load_export(session: Session, export_id: ExportId) -> Export | None:
    """Return an export."""
    found = await session.execute(select(*_COLUMNS).where(_mine(session), exports.c.id == export_id))
    row = found.mappings().one_or_none()
    return _export(row) if row else None


async def note_told(session: Session, export_id: ExportId, at: datetime) -> None:
    """Note that whoever asked was told that it is ready."""
    here = (_mine(session), exports.c.id == export_id)
    await session.execute(update(exports).where(*here).values(told_at=at))


async def make_ready(
    session: Session, export_id: ExportId, *, file: str, size_bytes: int, at: datetime
) -> bool:
    """Let a written export be downloaded, in the place of those before it; return False where it is over."""
    ready = {"state": ExportState.READY.value, "file": file, "size_bytes": size_bytes}
    if not await _change(session, export_id, **ready, done=exports.c.total, expires_at=at + KEPT):
        return False
    others = (exports.c.id != export_id, exports.c.expires_at > at)
    await session.execute(update(exports).where(_mine(session), *others).values(expires_at=at))
    return True


async def fail(session: Session, export_id: ExportId, *, error: str, at: datetime) -> bool:
    """Say what went wrong; return False where it is over."""
    return await _change(
        session, export_id, state=ExportState.FAILED.value, error=error, expires_at=at + KEPT
    )


async def requested_before(session: Session, before: datetime) -> tuple[ExportId, ...]:
    """Return those on their way since before then."""
    found = await session.execute(
        select(exports.c.id).where(_mine(session), _ON_THEIR_WAY, exports.c.requested_at < before)
    )
    return tuple(ExportId(each) for each in found.scalars())


async def expired(session: Session, at: datetime) -> dict[ExportId, str]:
    """Return the exports that have had their time, each with its file, if any."""
    found = await session.execute(
        select(exports.c.id, exports.c.file).where(_mine(session), exports.c.expires_at <= at)
    )
    return {ExportId(row.id): row.file for row in found}


async def remove(session: Session, export_ids: Iterable[ExportId]) -> None:
    """Forget exports."""
    await session.execute(delete(exports).where(_mine(session), exports.c.id.in_(list(export_ids))))


async def _change(session: Session, export_id: ExportId, **values: Any) -> bool:
    here = (_mine(session), exports.c.id == export_id, _ON_THEIR_WAY)
    changed = update(exports).where(*here).values(**values).returning(exports.c.id)
    return (await session.execute(changed)).one_or_none() is not None


def _mine(session: Session) -> ColumnElement[bool]:
    return exports.c.tenant_id == session.tenant_id


def _export(row: RowMapping) -> Export:
    return Export(**(dict(row) | {"state": ExportState(row["state"])}))
