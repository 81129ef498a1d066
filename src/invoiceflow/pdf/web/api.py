"""The PDF of an invoice for programs."""

from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.pdf.actions.store_document import Press
from invoiceflow.pdf.web.files import document_response
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.visit import visit_in

LED_ON = ResponseSpec(
    None, description="Where files lie in a bucket: `Location` leads to the document, for a minute."
)


@get(
    "/api/v1/invoices/{invoice_id:uuid}/pdf",
    guards=[keyed(Permission.READ_INVOICES)],
    responses={302: LED_ON},
)
async def download(
    request: Request, invoice_id: FromPath[UUID], press: NamedDependency[Press]
) -> Response[bytes]:
    """Return an issued invoice's document. It is PDF/A-3a and PDF/UA-1, and the same bytes every time."""
    tenant_id, at = actor_of(request).tenant_id, visit_in(request.scope).at
    return await document_response(press, tenant_id, InvoiceId(invoice_id), at=at)


handlers = [download]
