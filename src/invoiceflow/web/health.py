"""Whether this process lives, and whether it can work. Why it cannot is for the operator, who has the log."""

from litestar import Response, get

from invoiceflow.web.given import TheReadiness
from invoiceflow.web.guards import public


@get("/healthz", guards=[public])
async def alive() -> dict[str, str]:
    """Answer: the process lives. Touches nothing."""
    return {"status": "ok"}


@get("/readyz", guards=[public])
async def ready(readiness: TheReadiness) -> Response[dict[str, str]]:
    """Answer whether requests can be answered: the database, its schema and Redis are there."""
    if await readiness.ready():
        return Response({"status": "ready"})
    return Response({"status": "not ready"}, status_code=503)


handlers = [alive, ready]
