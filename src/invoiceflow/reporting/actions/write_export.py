"""Write an export of everything that a tenant has, telling open pages how far it has come."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from invoiceflow.kernel.ids import ExportId, TenantId
from invoiceflow.reporting import store
from invoiceflow.reporting.actions.tell_export import TELL_EXPORT
from invoiceflow.reporting.domain.export import Piece, seconds_left
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import Files, Stored
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

FAILED: Final = "The file could not be written. Nothing of yours is lost. Start the export again."
GIVEN_UP: Final = (
    "Writing the file stopped the server several times, so it was given up. Start the export again."
)
UNHEARD: Final = "Nothing was heard of this export for a day. Start it again."

log = structlog.get_logger()


class _Stopped(Exception):
    """Somebody stopped the export while it was being written."""


@dataclass(frozen=True, slots=True)
class ExportDesk:
    """What exporting needs. Open pages are told how far it is, ``told_seconds`` apart at the least."""

    database: Database
    files: Files
    told_seconds: float = 2


@dataclass(frozen=True, slots=True)
class WriteExport:
    """One attempt at one export."""

    tenant_id: TenantId
    export_id: ExportId
    at: datetime


async def write_export(desk: ExportDesk, command: WriteExport, pieces: AsyncGenerator[Piece]) -> None:
    """
    Write the file out of its pieces, and say what became of it. An export that is over is left alone.

    Where a worker dies of it, the next begins anew; whatever else goes wrong ends the export, and a member may start
    another.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        if not await store.begin_writing(session, command.export_id):
            return
    try:
        stored = await _written(desk, command, pieces)
    except _Stopped:
        return
    except Exception:
        log.exception("export.failed", export=str(command.export_id))
        await end_export(desk, command, error=FAILED)
        return
    async with desk.database.as_tenant(command.tenant_id) as session:
        is_ours = await store.make_ready(
            session, command.export_id, file=stored.name, size_bytes=stored.size_bytes, at=command.at
        )
        await announce(session, "export", command.export_id)
        if is_ours:
            await defer(session, TELL_EXPORT, {"export_id": str(command.export_id)})
    if not is_ours:  # it was stopped or given up, or another attempt was quicker
        await desk.files.remove(command.tenant_id, stored.name)


async def end_export(desk: ExportDesk, command: WriteExport, *, error: str = GIVEN_UP) -> None:
    """End an export that nobody writes any more; by itself, since its workers died of it."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        if await store.fail(session, command.export_id, error=error, at=command.at):
            await announce(session, "export", command.export_id)


async def _written(desk: ExportDesk, command: WriteExport, pieces: AsyncGenerator[Piece]) -> Stored:
    # Closed at once where writing fails: they hold a transaction open.
    async with aclosing(pieces), aclosing(_told(desk, command, pieces)) as parts:
        return await desk.files.put_parts(command.tenant_id, parts, draft="export")


async def _told(
    desk: ExportDesk, command: WriteExport, pieces: AsyncGenerator[Piece]
) -> AsyncGenerator[bytes]:
    """Yield what is to be written, and tell from time to time how much that is."""
    now = asyncio.get_running_loop().time
    began_at = told_at = now()
    async for piece in pieces:
        yield piece.content
        if now() - told_at >= desk.told_seconds:
            await _tell(desk, command, piece, elapsed_seconds=int(now() - began_at))
            told_at = now()


async def _tell(desk: ExportDesk, command: WriteExport, piece: Piece, *, elapsed_seconds: int) -> None:
    left = seconds_left(elapsed_seconds, done=piece.done, total=piece.total)
    said = {"done": piece.done, "total": piece.total}
    async with desk.database.as_tenant(command.tenant_id) as session:
        if not await store.note_progress(session, command.export_id, **said, seconds_left=left):
            raise _Stopped
        await announce(session, "export", command.export_id)
