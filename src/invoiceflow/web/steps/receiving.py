"""The body of a request: received whole, within its limit, before anything is done with it."""

import asyncio
from typing import cast

from litestar.types import HTTPReceiveMessage, HTTPScope, Receive

from invoiceflow.runtime.patience import BODY_SECONDS
from invoiceflow.web.problems import Problem

MAX_BODY_BYTES = 1024 * 1024
MAX_UPLOAD_BYTES = 4 * 1024 * 1024
"""Of a body with files. No file may be over 2 MB, and every body is held in memory."""

MAX_HEADER_BYTES = 16 * 1024


def check_headers(http: HTTPScope) -> None:
    """
    Refuse headers that no client of ours needs.

    Raises:
        Problem: 431, they are over the limit.
    """
    if sum(len(name) + len(value) for name, value in http["headers"]) > MAX_HEADER_BYTES:
        raise Problem(431, "request.headers_too_large", "The headers may hold at most 16 kB.")


async def whole_body(headers: dict[str, str], receive: Receive, *, seconds: float = BODY_SECONDS) -> bytes:
    """
    Return the body, if it comes within ``seconds``.

    Raises:
        Problem: 413, it is over the limit; 400, the connection ended before it was whole; 408, it came too slowly.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _received(headers, receive)
    except TimeoutError:
        slow = "The body did not come within 20 seconds."
        raise Problem(408, "request.too_slow", slow, headers={"Connection": "close"}) from None


async def _received(headers: dict[str, str], receive: Receive) -> bytes:
    """Return the body, counted as it comes, since a stated length may lie or be absent."""
    most = _most(headers)
    too_large = Problem(413, "request.too_large", f"A request may hold at most {most // 1024**2} MB here.")
    stated = headers.get("content-length", "0")
    if stated.isdigit() and int(stated) > most:
        raise too_large
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "request.cut_off", "The request ended before it was whole.")
        chunk = cast("HTTPReceiveMessage", message)
        part = cast("dict[str, bytes]", chunk).get("body", b"")
        size += len(part)
        if size > most:
            raise too_large
        parts.append(part)
        if not cast("dict[str, bool]", chunk).get("more_body", False):
            return b"".join(parts)


def _most(headers: dict[str, str]) -> int:
    return MAX_UPLOAD_BYTES if headers.get("content-type", "").startswith("multipart/") else MAX_BODY_BYTES


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
