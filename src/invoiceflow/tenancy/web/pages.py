"""Where signing in leads: to the person's tenant, to a choice among several, or to opening the first."""

from litestar import Response, get

from invoiceflow.tenancy import queries
from invoiceflow.web.frame import go
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import person_of, signed_in


@get("/app", guards=[signed_in])
async def enter(request: Request, database: TheDatabase) -> Response[str]:
    """Lead a person to their tenant; someone without one opens their first."""
    tenants = await queries.tenants_of(database, person_of(request).id)
    return go(f"/app/{tenants[0].slug}" if tenants else "/app/new")


handlers = [enter]
