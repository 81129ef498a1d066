"""Note that everything that a tenant has is taken along."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class NoteExport:
    """Who exports, and when."""

    actor: str
    at: datetime


async def note_export(session: Session, command: NoteExport) -> None:
    """Record that everything is about to leave: before the first byte does."""
    fact = Fact(command.at, command.actor, "tenant.exported", "tenant", session.tenant_id)
    await record(session, fact)
