"""What the builder says to the server while someone types: create, save, read again, issue."""

from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody

from invoiceflow.invoicing.actions.create_draft import CreateDraft, create_draft
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.save_draft import SaveDraft, save_draft
from invoiceflow.invoicing.actions.submit_draft import SubmitDraft, submit_draft
from invoiceflow.invoicing.queries.documents import draft
from invoiceflow.invoicing.queries.numbers import NumberSeries
from invoiceflow.invoicing.queries.prospect import lacking, prospect
from invoiceflow.invoicing.web.builder import props
from invoiceflow.invoicing.web.builder.answers import (
    Checked,
    IssuedDraft,
    LoadedDraft,
    SavedDraft,
    SubmittedDraft,
)
from invoiceflow.invoicing.web.builder.bodies import TypedDraft, content_of
from invoiceflow.invoicing.web.links import links_of
from invoiceflow.kernel.ids import InvoiceId, LineId
from invoiceflow.kernel.limit import APPROVAL_MAILS
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.formats import format_date
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.number_shapes import DEFAULT_LOCALE
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web import answers
from invoiceflow.web.acting import transaction
from invoiceflow.web.given import Request, TheCache, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.idempotency import once
from invoiceflow.web.limits import counted
from invoiceflow.web.visit import visit_in

INVOICES = "/app/{tenant:str}/invoices"
ONE = INVOICES + "/{invoice_id:uuid}/draft"
EDIT = [permitted(Permission.EDIT_DRAFTS)]


@post(INVOICES + "/drafts", guards=EDIT)
async def create(request: Request, data: JSONBody[TypedDraft], database: TheDatabase) -> Response[bytes]:
    """Create a draft. The same ``Idempotency-Key`` never makes a second one."""
    actor, at = actor_of(request), visit_in(request.scope).at

    async def run(session: Session) -> tuple[int, bytes]:
        ids = tuple(LineId(new_id(at)) for _ in data.lines)
        content = content_of(data, ids, actor.notation)
        made = await create_draft(session, CreateDraft(content, actor.name, at))
        return 201, msgspec.json.encode(SavedDraft(made.id, made.revision, made.review.state))

    return await once(request, database, run)


@get(ONE, guards=EDIT)
async def read(
    request: Request, database: TheDatabase, cache: TheCache, invoice_id: FromPath[UUID]
) -> LoadedDraft:
    """Return a draft as it is stored now, and who saved it."""
    actor, at = actor_of(request), visit_in(request.scope).at
    zone = (await tenancy.tenant_as_of(actor, cache, database)).profile.time_zone
    async with database.as_tenant(actor.tenant_id) as session:
        return await props.loaded(session, invoice_id, actor, zone=zone, at=at)


@put(ONE, guards=EDIT)
async def save(
    request: Request, data: JSONBody[TypedDraft], database: TheDatabase, invoice_id: FromPath[UUID]
) -> SavedDraft:
    """Save a draft whole. With ``If-Match``, only if nobody else did meanwhile."""
    actor, visit, revision = actor_of(request), visit_in(request.scope), answers.read_revision(request)
    async with transaction(request, database) as session:
        before = (await draft(session, invoice_id)).content.lines
        # Lines keep their ids by their places, so that saving what is there already changes nothing.
        ids = tuple(
            before[place].id if place < len(before) else LineId(new_id(visit.at))
            for place in range(len(data.lines))
        )
        content = content_of(data, ids, actor.notation)
        command = SaveDraft(InvoiceId(invoice_id), content, revision, actor.name, visit.at)
        saved = await save_draft(session, command)
    return SavedDraft(saved.id, saved.revision, saved.review.state)


@get(ONE + "/check", guards=[permitted(Permission.ISSUE_INVOICES)])
async def check(request: Request, database: TheDatabase, invoice_id: FromPath[UUID]) -> Checked:
    """Say what a draft still lacks before anybody is asked whether to issue it."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        content = (await draft(session, invoice_id)).content.written()
        found = await prospect(session, content, at=visit_in(request.scope).at)
        next_ = await NumberSeries().next_number(session, found.profile.number_format, found.issued_on)
    return Checked(lacking(found), format_date(found.issued_on, DEFAULT_LOCALE), next_.number)


@post(ONE + "/issue", guards=[permitted(Permission.ISSUE_INVOICES)], status_code=200)
async def issue(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """Issue a draft as it was seen (``If-Match``)."""
    actor, at, revision = actor_of(request), visit_in(request.scope).at, answers.read_revision(request)
    here = f"/app/{actor.tenant_slug}/invoices/{invoice_id}"

    async def run(session: Session) -> tuple[int, bytes]:
        key = links_of(settings).key
        may_approve = actor.may(Permission.APPROVE_INVOICES)
        command = IssueInvoice(InvoiceId(invoice_id), key, actor.name, at, revision, may_approve)
        number = (await issue_invoice(session, command)).number
        return 200, msgspec.json.encode(IssuedDraft(number, here, f"{here}/send"))

    return await once(request, database, run)


@post(ONE + "/submit", guards=EDIT, status_code=200)
async def submit(request: Request, database: TheDatabase, invoice_id: FromPath[UUID]) -> Response[bytes]:
    """Submit a draft for approval as it was seen (``If-Match``)."""
    actor, at, revision = actor_of(request), visit_in(request.scope).at, answers.read_revision(request)

    async def run(session: Session) -> tuple[int, bytes]:
        async with counted(request, APPROVAL_MAILS, actor.tenant_id):
            await submit_draft(session, SubmitDraft(InvoiceId(invoice_id), actor.name, at, revision))
        url = f"/app/{actor.tenant_slug}/invoices/{invoice_id}"
        return 200, msgspec.json.encode(SubmittedDraft(url))

    return await once(request, database, run)


handlers = [create, read, save, check, issue, submit]
