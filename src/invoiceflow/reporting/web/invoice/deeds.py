"""What can be done with a draft or invoice, by its state and by what the member may do."""

from collections.abc import Iterator
from dataclasses import dataclass

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.invoice_page import InvoiceFound


@dataclass(frozen=True, slots=True)
class Deed:
    """
    Something that can be done. ``href`` is where it is done, by GET (a page or dialog) or by POST.

    With ``why_not`` it is shown all the same, and cannot be done for that reason.
    """

    label: str
    href: str
    is_primary: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What can be done, by name; what cannot is None. One of them at most is the primary."""

    edit: Deed | None = None
    discard: Deed | None = None
    submit: Deed | None = None
    withdraw: Deed | None = None
    approve: Deed | None = None
    give_back: Deed | None = None
    issue: Deed | None = None
    issue_send: Deed | None = None
    pdf: Deed | None = None
    pay: Deed | None = None
    send: Deed | None = None
    link: Deed | None = None
    give_up: Deed | None = None
    collect: Deed | None = None
    void: Deed | None = None
    duplicate: Deed | None = None


COLLECTABLE = OPEN | {Status.UNCOLLECTIBLE}
BEARS_MONEY = "Money was paid on it: reverse or refund that first."


def deeds(found: InvoiceFound, actor: Actor, here: str) -> Deeds:
    """Return what the member can do."""
    return Deeds(**dict(_deeds(found, actor, here)))


def _deeds(found: InvoiceFound, actor: Actor, here: str) -> Iterator[tuple[str, Deed]]:
    status = Status(found.invoice.status)
    if status is Status.DRAFT:
        yield from _of_draft(actor, here)
        yield from _of_issuing(found, actor, here)
    else:
        yield from _of_issued(found, actor, here, status)
    if actor.may(Permission.EDIT_DRAFTS):
        yield "duplicate", Deed("Duplicate to a draft", f"{here}/duplicate")


def _of_draft(actor: Actor, here: str) -> Iterator[tuple[str, Deed]]:
    if actor.may(Permission.EDIT_DRAFTS):
        yield "edit", Deed("Edit draft", f"{here}/edit")
        yield "discard", Deed("Discard draft…", f"{here}/discard")


def _of_issuing(found: InvoiceFound, actor: Actor, here: str) -> Iterator[tuple[str, Deed]]:
    """Yield what comes before issuing where the tenant asks for approval, and issuing itself."""
    state, may_approve = Approval(found.invoice.approval), actor.may(Permission.APPROVE_INVOICES)
    waits = actor.approval and state is Approval.SUBMITTED
    if waits and may_approve:
        yield "approve", Deed("Approve", f"{here}/approve")
        yield "give_back", Deed("Return…", f"{here}/return")
    if waits and actor.person_id is not None and found.invoice.submitted_by_id == actor.person_id:
        yield "withdraw", Deed("Withdraw", f"{here}/withdraw")
    if actor.approval and not may_approve and state is not Approval.APPROVED:
        if not waits and actor.may(Permission.EDIT_DRAFTS):
            yield "submit", Deed("Submit for approval", f"{here}/submit", is_primary=True)
    elif actor.may(Permission.ISSUE_INVOICES):
        both = actor.may(Permission.SEND_INVOICES)
        yield "issue", Deed("Issue…", f"{here}/issue", is_primary=not both)
        if both:
            yield "issue_send", Deed("Issue and send…", f"{here}/issue", is_primary=True)


def _of_issued(found: InvoiceFound, actor: Actor, here: str, status: Status) -> Iterator[tuple[str, Deed]]:
    yield "pdf", Deed("Download PDF", f"{here}/pdf", is_primary=status is Status.PAID)
    if actor.may(Permission.RECORD_PAYMENTS) and status in COLLECTABLE:
        yield "pay", Deed("Record payment…", f"{here}/payments/new", is_primary=True)
    if actor.may(Permission.SEND_INVOICES) and status is not Status.VOID:
        yield "send", Deed("Send again…" if found.invoice.sent_at else "Send…", f"{here}/send")
        yield "link", Deed("Replace public link…", f"{here}/link")
    if actor.may(Permission.ISSUE_INVOICES):
        yield from _of_collecting(found, here, status)


def _of_collecting(found: InvoiceFound, here: str, status: Status) -> Iterator[tuple[str, Deed]]:
    if status in OPEN:
        yield "give_up", Deed("Mark as uncollectible", f"{here}/uncollectible")
    if status is Status.UNCOLLECTIBLE:
        yield "collect", Deed("Collect again", f"{here}/collect")
    if status is not Status.VOID:
        why_not = BEARS_MONEY if found.invoice.paid_minor else ""
        yield "void", Deed("Void invoice…", f"{here}/void", why_not=why_not)
