"""Stop the export that is on its way."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.reporting import store
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class StopExport:
    """Who stops it, and when."""

    actor: str
    at: datetime


async def stop_export(session: Session, command: StopExport) -> bool:
    """
    Forget the export, so that a new one may begin; return False, and do nothing, where none is on its way.

    The worker that writes it notices when it next notes how far it has come, or at the end, and leaves no file.
    """
    export_id = await store.stop(session)
    if export_id is None:
        return False
    await announce(session, "export", export_id)
    await record(session, Fact(command.at, command.actor, "export.stopped", "export", export_id))
    return True
