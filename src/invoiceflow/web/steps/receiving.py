"""The body of a request: received whole, within its limit, before anything is done with it."""

from typing import cast

from litestar.types import HTTPReceiveMessage, Receive

from invoiceflow.web.problems import Problem

MAX_BODY_BYTES = 4 * 1024 * 1024


async def whole_body(headers: dict[str, str], receive: Receive) -> bytes:
    """
    Return the body, counted as it comes, since a stated length may lie or be absent.

    Raises:
        Problem: 413, it is over the limit; 400, the connection ended before it was whole.
    """
    too_large = Problem(413, "request.too_large", "A request may hold at most 4 MB.")
    stated = headers.get("content-length", "0")
    if stated.isdigit() and int(stated) > MAX_BODY_BYTES:
        raise too_large
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "request.cut_off", "The request ended before it was whole.")
        chunk = cast("HTTPReceiveMessage", message)
        part = cast("dict[str, bytes]", chunk).get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise too_large
        parts.append(part)
        if not cast("dict[str, bool]", chunk).get("more_body", False):
            return b"".join(parts)


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a receive that gives the body once, and then whatever the connection says."""
    given = False

    async def replaying() -> HTTPReceiveMessage:
        nonlocal given
        if given:
            return cast("HTTPReceiveMessage", await receive())
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return cast("Receive", replaying)
