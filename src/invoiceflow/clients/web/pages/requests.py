"""What the pages of this slice ask of a request."""

from contextlib import AbstractAsyncContextManager

from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of
from invoiceflow.web.visit import visit_in


def home(request: Request) -> str:
    """Return the address of the tenant's own pages (``/app/demo``)."""
    return f"/app/{actor_of(request).tenant_slug}"


def can_edit(request: Request) -> bool:
    """Return whether the member may change what is shown."""
    return actor_of(request).may(Permission.EDIT_CLIENTS)


def transaction(request: Request, database: Database) -> AbstractAsyncContextManager[Session]:
    """Open the one transaction of this request."""
    actor, visit = actor_of(request), visit_in(request.scope)
    return database.as_tenant(actor.tenant_id, request_id=visit.request_id, by=actor.mark)


def revision_in(form: dict[str, str]) -> int:
    """Return the revision that the form was made of; what is no number is never the present one."""
    number = form.get("revision", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
