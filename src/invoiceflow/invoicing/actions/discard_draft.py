"""Discard a draft."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.save_draft import require_revision
from invoiceflow.invoicing.store import drafts
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """
    Throw a draft away. It had no number, so it leaves no gap.

    ``revision`` is that of the draft as it was read; None discards whatever is there.
    """

    invoice_id: InvoiceId
    actor: str
    at: datetime
    revision: int | None = None


async def discard_draft(session: Session, command: DiscardDraft) -> None:
    """
    Delete a draft and its lines.

    Raises:
        NoSuchInvoice: there is no such draft.
        NotADraft: it was issued.
        Stale: somebody saved it since.
    """
    draft = await drafts.lock_draft(session, command.invoice_id)
    require_revision(draft, command.revision)
    await drafts.delete_draft(session, draft.id)
    await announce(session, "invoice", draft.id)
    detail: dict[str, str | int | None] = {
        "total_minor": draft.totals.total_minor,
        "currency": draft.content.currency,
    }
    await record(session, Fact(command.at, command.actor, "draft.discarded", "invoice", draft.id, detail))
