"""Who a person is here."""

from litestar import Response, get

from invoiceflow.web.frame import own_page
from invoiceflow.web.given import Request
from invoiceflow.web.guards import signed_in


@get("/account", guards=[signed_in])
async def about(request: Request) -> Response[str]:
    """Show a person's name and email address."""
    return own_page(request, "identity/own/about.html", title="About you")


handlers = [about]
