"""Approve a draft that was submitted, or return it with the reason."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.invoicing.actions.save_draft import require_revision
from invoiceflow.invoicing.actions.submit_draft import require_approval_on
from invoiceflow.invoicing.domain.approval import Review, Who
from invoiceflow.invoicing.domain.invoice import DraftInvoice
from invoiceflow.invoicing.store import drafts
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer

TELL_SUBMITTER = "invoicing.tell_submitter"


@dataclass(frozen=True, slots=True)
class ApproveDraft:
    """Approve a draft as it was looked at, which is ``revision``; None approves whatever is there."""

    invoice_id: InvoiceId
    actor: str
    at: datetime
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """Give a draft back. ``note`` says what to change; it may be empty. ``revision`` as for approving."""

    invoice_id: InvoiceId
    note: str
    actor: str
    at: datetime
    revision: int | None = None


async def approve_draft(session: Session, command: ApproveDraft) -> Review:
    """
    Let a submitted draft be issued by whoever may issue. Any change of what it says undoes it.

    Raises:
        ApprovalOff: the tenant asks for none.
        NoSuchInvoice, NotADraft, Stale: the draft is not there, or not as it was looked at.
        NotSubmitted, AlreadyApproved: it does not wait for approval.
    """
    draft = await _waiting(session, command)
    review = draft.review.approve(Who(command.actor, session.by.id, command.at))
    await _decided(session, draft, review, command, "draft.approved", {})
    return review


async def return_draft(session: Session, command: ReturnDraft) -> Review:
    """
    Give a submitted draft back to whoever submitted it.

    Raises:
        As approve_draft.
    """
    draft = await _waiting(session, command)
    review = draft.review.give_back(Who(command.actor, session.by.id, command.at), command.note)
    await _decided(session, draft, review, command, "draft.returned", {"reason": command.note})
    return review


async def _waiting(session: Session, command: ApproveDraft | ReturnDraft) -> DraftInvoice:
    await require_approval_on(session)
    draft = await drafts.lock_draft(session, command.invoice_id)
    require_revision(draft, command.revision)
    return draft


async def _decided(
    session: Session,
    draft: DraftInvoice,
    review: Review,
    command: ApproveDraft | ReturnDraft,
    action: str,
    detail: Detail,
) -> None:
    await drafts.save_review(session, draft.id, review)
    await announce(session, "invoice", draft.id)
    submitted = review.submitted
    if submitted is not None and submitted.id is not None and submitted.id != session.by.id:
        ids = {"invoice_id": str(draft.id), "decided_at": command.at.isoformat()}
        await defer(session, TELL_SUBMITTER, ids)
    await record(session, Fact(command.at, command.actor, action, "invoice", draft.id, detail))
