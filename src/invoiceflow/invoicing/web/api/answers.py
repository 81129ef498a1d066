"""What every answer of this API shares."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec

from invoiceflow.invoicing.queries.feed import Feed, InvoiceJson
from invoiceflow.invoicing.web.links import links_of
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.settings import Settings
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of
from invoiceflow.web.idempotency import once
from invoiceflow.web.visit import visit_in

PATH = "/api/v1/invoices"
ONE = PATH + "/{invoice_id:uuid}"
INVOICE = ResponseSpec(InvoiceJson, description="The draft or invoice.")


async def invoice_in(request: Request, session: Session, settings: Settings, invoice_id: UUID) -> InvoiceJson:
    """Return a draft or invoice as it stands in this transaction. Raises NoSuchInvoice."""
    feed = Feed(session, session.tenant_id, links_of(settings))
    return await feed.one(invoice_id, at=visit_in(request.scope).at)


async def acted(
    request: Request,
    database: Database,
    settings: Settings,
    act: Callable[[Session], Awaitable[UUID]],
    *,
    status: int,
) -> Response[bytes]:
    """Run an action, once for each ``Idempotency-Key``, and answer with the draft or invoice whose id it returns."""

    async def run(session: Session) -> tuple[int, bytes]:
        invoice_id = await act(session)
        return status, msgspec.json.encode(await invoice_in(request, session, settings, invoice_id))

    return await once(request, database, run)


def actor_name(request: Request) -> str:
    """Return how the audit chain calls whoever sent the request."""
    return actor_of(request).name
