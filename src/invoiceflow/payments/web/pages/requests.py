"""What the pages of this slice ask of a request, and how they answer."""

from typing import Annotated

from litestar import Response
from litestar.params import QueryParameter

from invoiceflow.web.frame import go
from invoiceflow.web.given import Request
from invoiceflow.web.shell import Toast

# `?as=dialog` asks for the content of a dialog instead of a page of its own.
As = Annotated[str, QueryParameter(name="as")]
DIALOG = "dialog"


def went(request: Request, address: str, toast: Toast) -> Response[str]:
    """Return the redirect after a POST, also where a part of a page has sent it."""
    answer = go(address, toast)
    if "hx-request" in request.headers:
        answer.status_code = 200
        answer.headers["HX-Redirect"] = answer.headers.pop("Location")
    return answer
