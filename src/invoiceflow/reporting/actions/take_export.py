"""Take a written export along."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.errors import Missing
from invoiceflow.reporting import store
from invoiceflow.reporting.domain.export import Export, ExportState
from invoiceflow.runtime.database import Session


class NoExport(Missing):
    """There is no export that can be downloaded, or not any more."""

    code = "export.not_found"


@dataclass(frozen=True, slots=True)
class TakeExport:
    """Who downloads it, and when."""

    actor: str
    at: datetime


async def take_export(session: Session, command: TakeExport) -> Export:
    """
    Return the export that can be downloaded, and record that it is about to leave.

    Raises:
        NoExport: there is none.
    """
    known = await store.every_export(session, command.at)
    ready = [export for export in known if export.state is ExportState.READY]
    if not ready:
        raise NoExport("There is no export to download. Start a new one.")
    await record(session, Fact(command.at, command.actor, "export.downloaded", "export", ready[0].id))
    return ready[0]
