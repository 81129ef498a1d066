"""Documents for members: the PDF, and its pages as pictures."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from invoiceflow.invoicing.domain.invoice import Content
from invoiceflow.invoicing.queries.documents import blank_draft
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.pdf.actions.link_document import link_document
from invoiceflow.pdf.actions.preview_invoice import preview_content, preview_invoice
from invoiceflow.pdf.actions.store_document import Press
from invoiceflow.pdf.web.files import packed_json, svg_response
from invoiceflow.pdf.web.preview_json import preview_json
from invoiceflow.pdf.web.sketch import Sketch
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.files import lead_to
from invoiceflow.web.given import Request, TheCache, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.visit import visit_in

READER = "en"
"""The language of the interface."""

ThePress = NamedDependency[Press]


class NoSuchPage(Missing):
    """The document has fewer pages, or this one is not shown as a picture."""

    code = "document.page_not_found"


@get("/app/{tenant:str}/invoices/{invoice_id:uuid}/pdf", guards=[permitted(Permission.READ)])
async def document(request: Request, invoice_id: FromPath[UUID], press: ThePress) -> Response[bytes]:
    """Lead to the document of an issued invoice."""
    tenant_id, at = actor_of(request).tenant_id, visit_in(request.scope).at
    return lead_to(await link_document(press, tenant_id, InvoiceId(invoice_id), at=at))


@get("/app/{tenant:str}/invoices/{invoice_id:uuid}/pages/{page:int}", guards=[permitted(Permission.READ)])
async def picture(
    request: Request, invoice_id: FromPath[UUID], page: FromPath[int], press: ThePress
) -> Response[bytes]:
    """Show one page of a draft or invoice, counted from 1, as a picture."""
    tenant_id, at = actor_of(request).tenant_id, visit_in(request.scope).at
    shown = await preview_invoice(press, tenant_id, InvoiceId(invoice_id), at=at)
    if not 1 <= page <= len(shown.pages):
        raise NoSuchPage("There is no such page.")
    return svg_response(shown.pages[page - 1])


@post("/app/{tenant:str}/invoices/preview", guards=[permitted(Permission.EDIT_DRAFTS)], status_code=200)
async def preview(
    request: Request, data: JSONBody[Sketch], press: ThePress, database: TheDatabase, cache: TheCache
) -> Response[bytes]:
    """Answer what is typed so far with its pages, and with the figures that stand on them."""

    async def typed(session: Session) -> Content:
        return data.applied_to(await blank_draft(session, data.client_id), actor.notation)

    actor, at = actor_of(request), visit_in(request.scope).at
    tenant = await tenancy.tenant_as_of(actor, cache, database)
    sketched = await preview_content(press, tenant, typed, language=READER, at=at)
    return await packed_json(request, preview_json(sketched))


handlers = [document, picture, preview]
