"""Submit a draft for approval, and withdraw it again."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.save_draft import require_revision
from invoiceflow.invoicing.domain.approval import Review, Who
from invoiceflow.invoicing.domain.content_checks import due_date, require_complete
from invoiceflow.invoicing.domain.invoice import Content
from invoiceflow.invoicing.domain.parties import seller_of
from invoiceflow.invoicing.store import drafts
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import defer
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Profile

ASK_APPROVER = "invoicing.ask_approver"


class ApprovalOff(Refused):
    """The tenant asks for no approval."""

    code = "approval.off"


@dataclass(frozen=True, slots=True)
class SubmitDraft:
    """Ask for approval. ``revision`` is that of the draft as it was read; None submits whatever is there."""

    invoice_id: InvoiceId
    actor: str
    at: datetime
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class WithdrawDraft:
    """Take one's own submission back."""

    invoice_id: InvoiceId
    actor: str
    at: datetime


async def submit_draft(session: Session, command: SubmitDraft) -> Review:
    """
    Let a draft wait for approval, and write to every member who may give it.

    Raises:
        ApprovalOff: the tenant asks for none.
        NoSuchInvoice, NotADraft, Stale: the draft is not there, or not as it was read.
        AlreadySubmitted, AlreadyApproved: there is nothing to ask for.
        Incomplete: it could not be issued; all that is missing is named.
    """
    profile = await require_approval_on(session)
    draft = await drafts.lock_draft(session, command.invoice_id)
    require_revision(draft, command.revision)
    review = draft.review.submit(Who(command.actor, session.by.id, command.at))
    await _require_complete(session, draft.content.written(), profile, command.at)
    await drafts.save_review(session, draft.id, review)
    await announce(session, "invoice", draft.id)
    for member in await tenancy.holders_of(session, Permission.APPROVE_INVOICES):
        if member.person_id != session.by.id:
            ids = {"invoice_id": str(draft.id), "person_id": str(member.person_id)}
            await defer(session, ASK_APPROVER, ids | {"asked_at": command.at.isoformat()})
    await record(session, Fact(command.at, command.actor, "draft.submitted", "invoice", draft.id))
    return review


async def withdraw_draft(session: Session, command: WithdrawDraft) -> None:
    """
    Let a draft wait no longer.

    Raises:
        NoSuchInvoice, NotADraft: the draft is not there.
        NotSubmitted, AlreadyApproved: it does not wait.
        NotYours: somebody else submitted it.
    """
    draft = await drafts.lock_draft(session, command.invoice_id)
    await drafts.save_review(session, draft.id, draft.review.withdraw(session.by.id))
    await announce(session, "invoice", draft.id)
    await record(session, Fact(command.at, command.actor, "draft.withdrawn", "invoice", draft.id))


async def require_approval_on(session: Session) -> Profile:
    """Return the tenant's profile where it asks for approval. Raises ApprovalOff."""
    profile = (await tenancy.own_tenant(session)).profile
    if not profile.approval:
        raise ApprovalOff("This tenant asks for no approval: whoever may issue a draft issues it.")
    return profile


async def _require_complete(session: Session, content: Content, profile: Profile, at: datetime) -> None:
    issued_on = content.issued_on or day_in(profile.time_zone, at)
    buyer = (await load_buyer(session, content.client_id)).party if content.client_id else None
    due_on = due_date(content, issued_on)
    require_complete(content, issued_on=issued_on, due_on=due_on, seller=seller_of(profile), buyer=buyer)
