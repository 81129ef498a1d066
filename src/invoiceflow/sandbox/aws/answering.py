"""A service of AWS at an address of the stand-ins: takes what is signed, and answers as the service would."""

from collections.abc import Callable
from typing import NamedTuple

from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.aws.asked import Asked, Refused, asked_in
from invoiceflow.sandbox.aws.signature import Door, check


class Answer(NamedTuple):
    """What the service says."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012  # never changed


class Service(NamedTuple):
    """A service: who may ask, what it answers, and how it says that it does not."""

    path: str
    door: Door
    answer: Callable[[Asked], Answer]
    refusal: Callable[[Refused], Answer]


def mounted(service: Service) -> ASGIRouteHandler:
    """Return the service at its path and below."""

    @asgi(service.path, is_mount=True, copy_scope=True)
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        asked = await asked_in(scope, receive)
        try:
            check(asked, service.door, clock.now())
            answer = service.answer(asked)
        except Refused as refused:
            answer = service.refusal(refused)
        headers = [(key.encode(), value.encode()) for key, value in answer.headers.items()]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        body = b"" if asked.method == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return serve
