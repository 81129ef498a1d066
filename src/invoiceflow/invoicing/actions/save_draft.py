"""Save a draft."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Content, DraftInvoice
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.invoicing.store import drafts
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.invoicing.store.catalogue import require_items
from invoiceflow.invoicing.store.issued import Standing
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


class Stale(Refused):
    """Somebody else changed the draft or invoice in the meantime."""

    code = "invoice.stale"


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """
    The whole content as it shall be.

    ``revision`` is that of the draft it was made from; None saves whatever was saved in between.
    """

    invoice_id: InvoiceId
    content: Content
    revision: int | None
    actor: str
    at: datetime


def require_revision(found: DraftInvoice | Standing, revision: int | None) -> None:
    """Let a draft or invoice pass that nobody changed since ``revision`` was read. Raises Stale."""
    if revision is not None and revision != found.revision:
        kind = "draft" if isinstance(found, DraftInvoice) else "invoice"
        raise Stale(f"Somebody else changed this {kind}. Load it again to see what is there now.")


async def save_draft(session: Session, command: SaveDraft) -> DraftInvoice:
    """
    Replace a draft's content, lines and all, and return it with its next revision.

    Saving what is there already changes nothing, the revision included. Saving something else undoes an approval,
    and a submission; nothing else of it is in the audit log (docs/rules/audit.md).

    Raises:
        NoSuchInvoice: there is no such draft.
        NotADraft: it was issued.
        Stale: the revision is not the present one.
        UnknownClient, UnknownItem: the content names a client or an item that this tenant does not have.
        Invalid: it cannot be added up, or its currency is unknown.
    """
    before = await drafts.lock_draft(session, command.invoice_id)
    require_revision(before, command.revision)
    content = command.content
    if content == before.content:
        return before
    await require_items(session, content.lines, before=before.content.lines)
    client_name = (await load_buyer(session, content.client_id)).party.name if content.client_id else ""
    same = content.says_the_same(before.content)
    draft = replace(
        before,
        content=content,
        totals=totals_of(content),
        revision=before.revision + 1,
        review=before.review if same else before.review.after_change(),
    )
    await drafts.save_draft(session, draft, client_name=client_name, actor=command.actor, at=command.at)
    await announce(session, "invoice", draft.id)
    if draft.review != before.review:
        what = "approval" if before.review.state is Approval.APPROVED else "submission"
        await record(session, Fact(command.at, command.actor, f"draft.{what}_undone", "invoice", draft.id))
    return draft
