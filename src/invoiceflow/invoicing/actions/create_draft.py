"""Create a draft."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.domain.invoice import Content, DraftInvoice
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.invoicing.store.catalogue import require_items
from invoiceflow.invoicing.store.drafts import add_draft
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class CreateDraft:
    """A new draft. Its content starts from `queries.blank_draft`, which knows the tenant's and client's defaults."""

    content: Content
    actor: str
    at: datetime


async def create_draft(session: Session, command: CreateDraft) -> DraftInvoice:
    """
    Write a new draft and return it. It may be incomplete in every way but its arithmetic.

    Raises:
        UnknownClient, UnknownItem: the content names a client or an item that this tenant does not have.
        Invalid: it cannot be added up, or its currency is unknown.
    """
    content = command.content
    await require_items(session, content.lines)
    client_name = (await load_buyer(session, content.client_id)).party.name if content.client_id else ""
    draft = DraftInvoice(InvoiceId(new_id(command.at)), content, totals_of(content), revision=1)
    await add_draft(session, draft, client_name=client_name, actor=command.actor, at=command.at)
    await announce(session, "invoice", draft.id)
    await record(session, Fact(command.at, command.actor, "draft.created", "invoice", draft.id))
    return draft
