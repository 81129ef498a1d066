"""A browser's end of a stream of server-sent events, over ASGI: httpx's own transport waits for whole answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from litestar.types import ASGIApp


@dataclass(slots=True)
class Listener:
    """What an open stream said so far. ``ended`` is set when the server closes it."""

    status: int = 0
    heard: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def news(self) -> dict[str, Any]:
        """Return the next message, past heartbeats and the opening."""
        while True:
            async with asyncio.timeout(10):
                piece = await self.heard.get()
            if piece.startswith(b"data: "):
                found: dict[str, Any] = json.loads(piece.removeprefix(b"data: "))
                return found

    async def news_of(self, topic: str) -> str:
        """Return the id in the next message of a topic, past those of others."""
        while (news := await self.news())["topic"] != topic:
            pass
        return str(news["object_id"])

    async def take(self, message: Any) -> None:
        """Receive a message of ASGI."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.started.set()
            if message.get("body"):
                self.heard.put_nowait(message["body"])
            if not message.get("more_body"):
                self.ended.set()


@asynccontextmanager
async def listening(app: ASGIApp, browser: httpx.AsyncClient, path: str) -> AsyncIterator[Listener]:
    """Open a stream as this browser, and close it when done."""
    request = browser.build_request("GET", path)
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("testserver.local", 80),
    }
    closed, listener = asyncio.Event(), Listener()

    async def receive() -> Any:
        await closed.wait()
        return {"type": "http.disconnect"}

    running: asyncio.Task[None] = asyncio.create_task(app(scope, receive, listener.take))  # type: ignore[arg-type]  # Litestar's ASGI types are stricter
    async with asyncio.timeout(10):
        await listener.started.wait()
    try:
        yield listener
    finally:
        closed.set()
        async with asyncio.timeout(10):
            await running
