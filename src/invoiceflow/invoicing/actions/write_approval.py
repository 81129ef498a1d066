"""Write to who may approve a draft, and to who submitted it: what there is to do, or what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.invoicing.domain.approval import Approval, Review, Who
from invoiceflow.invoicing.domain.invoice import DraftInvoice
from invoiceflow.invoicing.store import drafts
from invoiceflow.invoicing.store.buyers import load_buyer
from invoiceflow.invoicing.store.invoices import NoSuchInvoice, NotADraft
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.formats import format_money, locale_of
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import PERMISSIONS
from invoiceflow.tenancy.domain.tenant import Tenant

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class ApprovalDesk:
    """What writing needs."""

    database: Database
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class AskApprover:
    """Tell one member that a draft waits for approval since ``asked_at``."""

    tenant_id: TenantId
    invoice_id: UUID
    person_id: UUID
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class TellSubmitter:
    """Tell who submitted a draft what was decided at ``decided_at``."""

    tenant_id: TenantId
    invoice_id: UUID
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    """A draft and what a letter says about it."""

    draft: DraftInvoice
    tenant: Tenant
    members: tuple[Member, ...]
    client: str

    @property
    def review(self) -> Review:
        return self.draft.review

    @property
    def about(self) -> str:
        profile, currency = self.tenant.profile, currency_of(self.draft.content.currency)
        total = Money(self.draft.totals.total_minor, currency.code)
        return f"{_short(self.client)}, {format_money(total, locale_of(profile.language, profile.country))}"

    def url(self, base_url: str) -> str:
        return f"{base_url.rstrip('/')}/app/{self.tenant.slug}/invoices/{self.draft.id}"


async def ask_approver(desk: ApprovalDesk, command: AskApprover) -> None:
    """
    Write to one member, unless the draft waits no longer or they may not approve any more.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    found = await _found(desk, command.tenant_id, command.invoice_id)
    if found is None or found.review.state is not Approval.SUBMITTED:
        return
    to, by = _member(found, command.person_id), found.review.submitted
    if (
        by is None
        or by.at != command.asked_at
        or to is None
        or Permission.APPROVE_INVOICES not in PERMISSIONS[to.role]
    ):
        return
    tenant = _short(found.tenant.profile.name)
    letter = Letter(
        subject=f"Waiting for your approval: {found.about}",
        paragraphs=(f"{_short(by.name)} submitted a draft at {tenant}: {found.about}.",),
        notes=(f"You get this email since your role at {tenant} is to approve drafts.",),
        button="Look at the draft",
        url=found.url(desk.postbox.base_url),
    )
    key = f"{found.draft.id}.{command.person_id}.{_stamp(by.at)}"
    await desk.postbox.post(letter, to=to.email, at=by.at, key=key)


async def tell_submitter(desk: ApprovalDesk, command: TellSubmitter) -> None:
    """
    Write to who submitted a draft, unless something else was decided or done since.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    found = await _found(desk, command.tenant_id, command.invoice_id)
    if found is None or found.review.decided is None or found.review.submitted is None:
        return
    by, submitted = found.review.decided, found.review.submitted
    to = _member(found, submitted.id)
    if by.at != command.decided_at or to is None:
        return
    key = f"{found.draft.id}.{_stamp(by.at)}"
    await desk.postbox.post(_decision(found, by, desk.postbox.base_url), to=to.email, at=by.at, key=key)


async def _found(desk: ApprovalDesk, tenant_id: TenantId, invoice_id: UUID) -> _Found | None:
    async with desk.database.as_tenant(tenant_id) as session:
        try:
            draft = await drafts.load_draft(session, invoice_id)
        except (NoSuchInvoice, NotADraft):
            return None
        tenant, members = await tenancy.own_tenant(session), await tenancy.members(session)
        return _Found(draft, tenant, members, await _client(session, draft))


async def _client(session: Session, draft: DraftInvoice) -> str:
    client_id = draft.content.client_id
    return (await load_buyer(session, client_id)).party.name if client_id else "nobody yet"


def _decision(found: _Found, by: Who, base_url: str) -> Letter:
    is_approved = found.review.state is Approval.APPROVED
    what = "approved" if is_approved else "returned"
    said = (found.review.note,) if found.review.note else ()
    after = "It can be issued now." if is_approved else "Change it, then submit it again."
    return Letter(
        subject=f"Draft {what}: {found.about}",
        paragraphs=(
            f"{_short(by.name)} {what} your draft at {_short(found.tenant.profile.name)}: {found.about}.",
            *said,
            after,
        ),
        button="Open the draft",
        url=found.url(base_url),
    )


def _member(found: _Found, person_id: UUID | None) -> Member | None:
    return next((member for member in found.members if member.person_id == person_id), None)


def _short(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def _stamp(at: datetime) -> int:
    return int(at.timestamp() * 1000)
