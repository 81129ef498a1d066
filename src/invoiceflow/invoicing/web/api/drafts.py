"""Drafts: created, changed, replaced, discarded, duplicated."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from litestar import Response, delete, patch, post, put
from litestar.params import FromPath, JSONBody

from invoiceflow.invoicing.actions.create_draft import CreateDraft, create_draft
from invoiceflow.invoicing.actions.discard_draft import DiscardDraft, discard_draft
from invoiceflow.invoicing.actions.duplicate_invoice import DuplicateInvoice, duplicate_invoice
from invoiceflow.invoicing.actions.save_draft import SaveDraft, save_draft
from invoiceflow.invoicing.domain.invoice import Content
from invoiceflow.invoicing.queries.documents import blank_draft, draft
from invoiceflow.invoicing.web.api.answers import INVOICE, ONE, PATH, acted, actor_name, invoice_in
from invoiceflow.invoicing.web.api.bodies import DraftChanges, NewDraft, contradictions
from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.settings import Settings
from invoiceflow.web import answers
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import ALSO, Sent
from invoiceflow.web.given import Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.visit import visit_in

EDIT = [keyed(Permission.EDIT_DRAFTS)]


async def lines_too(_: Request, sent: Sent) -> tuple[FieldError, ...]:
    """Return which lines contradict themselves in a draft that is broken elsewhere."""
    return contradictions(sent.value.get("lines"))


@post(PATH, guards=EDIT, opt={ALSO: lines_too}, responses={201: INVOICE})
async def create(
    request: Request, data: JSONBody[NewDraft], database: TheDatabase, settings: TheSettings
) -> Response[bytes]:
    """Create a draft. It has no number yet, and may be changed until it is issued."""
    at = visit_in(request.scope).at

    async def act(session: Session) -> UUID:
        content = data.applied_to(await blank_draft(session, data.client_id), at)
        return (await create_draft(session, CreateDraft(content, actor_name(request), at))).id

    return await acted(request, database, settings, act, status=201)


@patch(ONE, guards=EDIT, opt={ALSO: lines_too}, responses={200: INVOICE})
async def change(
    request: Request,
    data: JSONBody[DraftChanges],
    database: TheDatabase,
    settings: TheSettings,
    invoice_id: FromPath[UUID],
) -> Response[bytes]:
    """Change some of a draft's fields. With `If-Match`, only if nobody else did meanwhile."""

    async def changed(session: Session) -> Content:
        before = (await draft(session, invoice_id, to_edit=True)).content
        return data.applied_to(before, visit_in(request.scope).at)

    return await _saved(request, database, settings, InvoiceId(invoice_id), changed)


@put(ONE, guards=EDIT, opt={ALSO: lines_too}, responses={200: INVOICE})
async def replace(
    request: Request,
    data: JSONBody[NewDraft],
    database: TheDatabase,
    settings: TheSettings,
    invoice_id: FromPath[UUID],
) -> Response[bytes]:
    """Replace a draft as if it were created anew. With `If-Match`, only if nobody else changed it meanwhile."""

    async def replaced(session: Session) -> Content:
        await draft(session, invoice_id)
        return data.applied_to(await blank_draft(session, data.client_id), visit_in(request.scope).at)

    return await _saved(request, database, settings, InvoiceId(invoice_id), replaced)


@delete(ONE, guards=EDIT)
async def discard(request: Request, database: TheDatabase, invoice_id: FromPath[UUID]) -> None:
    """Discard a draft. An issued invoice is voided instead. With `If-Match`, only if nobody changed it meanwhile."""
    actor, visit, revision = actor_of(request), visit_in(request.scope), answers.read_revision(request)
    async with transaction(request, database) as session:
        await discard_draft(session, DiscardDraft(InvoiceId(invoice_id), actor.name, visit.at, revision))


@post(ONE + "/duplicate", guards=EDIT, responses={201: INVOICE})
async def duplicate(
    request: Request, database: TheDatabase, settings: TheSettings, invoice_id: FromPath[UUID]
) -> Response[bytes]:
    """Start a new draft from a draft or invoice. Dates and the reference are left out."""
    at = visit_in(request.scope).at

    async def act(session: Session) -> UUID:
        command = DuplicateInvoice(InvoiceId(invoice_id), actor_name(request), at)
        return (await duplicate_invoice(session, command)).id

    return await acted(request, database, settings, act, status=201)


async def _saved(
    request: Request,
    database: Database,
    settings: Settings,
    invoice_id: InvoiceId,
    content: Callable[[Session], Awaitable[Content]],
) -> Response[bytes]:
    actor, visit, revision = actor_of(request), visit_in(request.scope), answers.read_revision(request)
    async with transaction(request, database) as session:
        command = SaveDraft(invoice_id, await content(session), revision, actor.name, visit.at)
        saved = await save_draft(session, command)
        return answers.one(await invoice_in(request, session, settings, invoice_id), saved.revision)


handlers = [create, change, replace, discard, duplicate]
