"""Issue an invoice: number it and freeze it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.save_draft import SaveDraft, require_revision, save_draft
from invoiceflow.invoicing.domain import numbering, pay_link
from invoiceflow.invoicing.domain.approval import Review, Who
from invoiceflow.invoicing.domain.content_checks import due_date, require_complete
from invoiceflow.invoicing.domain.invoice import DraftInvoice, IssuedInvoice
from invoiceflow.invoicing.domain.parties import bank_of, seller_of
from invoiceflow.invoicing.events import InvoiceIssued
from invoiceflow.invoicing.store import drafts, issued
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.invoicing.store.numbers import take_number
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Profile

FIRST_LINK = 1


@dataclass(frozen=True, slots=True)
class IssueInvoice:
    """
    Make a draft final.

    ``link_key`` is the secret derived for pay links (domain/pay_link.py); it is used, never stored. ``revision`` is
    that of the draft as it was read; None issues whatever is there. ``may_approve``: the actor may approve, which
    they do by issuing.
    """

    invoice_id: InvoiceId
    link_key: bytes
    actor: str
    at: datetime
    revision: int | None = None
    may_approve: bool = False


async def issue_invoice(session: Session, command: IssueInvoice) -> IssuedInvoice:
    """
    Give a draft the next number of its period and freeze it with both parties as they are now.

    Lines that nobody has written into are dropped first. Without a date of its own it is issued today in the
    tenant's zone. The number counts in the period of the date of issue; docs/rules/numbering.md.

    Raises:
        NoSuchInvoice: there is no such draft.
        NotADraft: it was issued before.
        NeedsApproval: the tenant asks for approval, which it does not have.
        Stale: somebody saved it since.
        Incomplete: something that an invoice must carry is missing; all of it is named.
        NumberTaken: a former number format gave the same number.
    """
    draft = await drafts.lock_draft(session, command.invoice_id)
    require_revision(draft, command.revision)
    profile = (await tenancy.own_tenant(session)).profile
    before, review = draft.review, _reviewed(session, draft, profile, command)
    draft = await _without_blank_lines(session, draft, command)
    complete = await _completed(session, draft, profile, day_in(profile.time_zone, command.at))
    link_hash = pay_link.hash_of(pay_link.token_of(command.link_key, session.tenant_id, draft.id, FIRST_LINK))
    await issued.enter_link(session, draft.id, link_hash)
    await publish(session, InvoiceIssued(draft.id, command.at))
    await announce(session, "invoice", draft.id)
    number_format = numbering.parse_format(profile.number_format)
    period = number_format.period(complete.issued_on)
    # From here on the tenant's other invoices wait for this transaction: nothing that can come before comes after.
    seq = await take_number(session, period)
    invoice = replace(complete, number=number_format.number(complete.issued_on, seq))
    await issued.save_issued(session, invoice, issued.Place(period, seq, link_hash), review, command.at)
    if review != before:
        await record(session, Fact(command.at, command.actor, "draft.approved", "invoice", invoice.id))
    await record(session, _fact(command, invoice))
    return invoice


def _reviewed(session: Session, draft: DraftInvoice, profile: Profile, command: IssueInvoice) -> Review:
    """Return where the draft stands with those who approve. Raises NeedsApproval."""
    if not profile.approval:
        return draft.review
    by = Who(command.actor, session.by.id, command.at)
    return draft.review.approve_to_issue(by, may_approve=command.may_approve)


async def _without_blank_lines(session: Session, draft: DraftInvoice, command: IssueInvoice) -> DraftInvoice:
    content = draft.content.written()
    if content == draft.content:
        return draft
    return await save_draft(session, SaveDraft(draft.id, content, None, command.actor, command.at))


async def _completed(session: Session, draft: DraftInvoice, profile: Profile, today: date) -> IssuedInvoice:
    """Return the draft with everything that it will carry but its number."""
    content = draft.content
    issued_on = content.issued_on or today
    due_on = due_date(content, issued_on)
    seller = seller_of(profile)
    buyer = (await load_buyer(session, content.client_id)).party if content.client_id else None
    require_complete(content, issued_on=issued_on, due_on=due_on, seller=seller, buyer=buyer)
    assert buyer is not None  # noqa: S101  # require_complete has refused a draft without one
    return IssuedInvoice(
        id=draft.id,
        number="",
        issued_on=issued_on,
        due_on=due_on,
        content=replace(content, issued_on=issued_on, due_on=due_on),
        totals=draft.totals,
        seller=seller,
        buyer=buyer,
        bank=bank_of(profile),
        template=profile.template,
        accent=profile.accent,
        paper=profile.paper,
        logo=profile.logo,
        footer=profile.footer,
    )


def _fact(command: IssueInvoice, invoice: IssuedInvoice) -> Fact:
    detail: dict[str, str | int | None] = {
        "number": invoice.number,
        "total_minor": invoice.totals.total_minor,
        "currency": invoice.content.currency,
    }
    return Fact(command.at, command.actor, "invoice.issued", "invoice", invoice.id, detail)
