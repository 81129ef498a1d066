"""What every handler asks of a request: where its tenant's pages are, and the one transaction in the actor's name."""

from contextlib import AbstractAsyncContextManager

from invoiceflow.runtime.database import Database, Session
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of
from invoiceflow.web.visit import visit_in


def home(request: Request) -> str:
    """Return the address of the tenant's own pages (``/app/demo``)."""
    return f"/app/{actor_of(request).tenant_slug}"


def transaction(request: Request, database: Database) -> AbstractAsyncContextManager[Session]:
    """Open the one transaction of this request, inside the actor's tenant; what it records carries both."""
    actor, visit = actor_of(request), visit_in(request.scope)
    return database.as_tenant(actor.tenant_id, request_id=visit.request_id, by=actor.mark)
