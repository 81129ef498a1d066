"""Begin an export of everything that a tenant has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zlib import crc32

from invoiceflow.kernel.ids import ExportId, PersonId
from invoiceflow.reporting import store
from invoiceflow.reporting.actions.note_export import NoteExport, note_export
from invoiceflow.reporting.domain.export import Export, ExportState
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

WRITE_EXPORT: Final = "reporting.write_export"
"""The job that an export is written by."""

LANES: Final = 3
"""How many exports are written at once, of all tenants together: emails and documents need the worker, too."""


@dataclass(frozen=True, slots=True)
class StartExport:
    """Who exports, and when. ``requester_id`` is told when it is ready."""

    actor: str
    requester_id: PersonId | None
    at: datetime


async def start_export(session: Session, command: StartExport) -> bool:
    """Queue an export; return False, and do nothing, while one of this tenant is on its way."""
    export_id = ExportId(new_id(command.at))
    export = Export(
        export_id, ExportState.QUEUED, command.actor, command.at, requester_id=command.requester_id
    )
    if not await store.add_export(session, export):
        return False
    lane = crc32(session.tenant_id.bytes) % LANES
    await defer(session, WRITE_EXPORT, {"export_id": str(export_id)}, lock=f"{WRITE_EXPORT}.{lane}")
    await announce(session, "export", export_id)
    await note_export(session, NoteExport(command.actor, command.at))
    return True
