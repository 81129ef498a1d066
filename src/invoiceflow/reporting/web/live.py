"""
The stream of a tenant's news, as server-sent events.

Each is an unnamed message, ``{"topic": "invoice", "object_id": "..."}``; ui/src/lib/live.ts reads them. A stream holds
no connection of the database. It ends when the session does, when the member leaves, and when the process stops. In the
first two cases it says so (``event: over``), and the page asks whether that concerns it; in the last, browsers come
back by themselves.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromQuery
from litestar.response import Stream

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.live import CHECK, SILENCE, News
from invoiceflow.web import cookies
from invoiceflow.web.given import Request, TheClock, TheLive, TheSettings
from invoiceflow.web.guards import LASTING, actor_of, permitted
from invoiceflow.web.outage import is_outage
from invoiceflow.web.visit import ActorLookup, visit_in

OPENING = b"retry: 2000\n\n"
HEARTBEAT = b": still here\n\n"
OVER = b"event: over\ndata:\n\n"
HEARTBEAT_SECONDS = 15
# What a session that was ended still hears: the news of one second.
CHECK_SECONDS = 1
# What is asked about at once: a session of the person ended, somebody left the tenant.
AT_ONCE = frozenset({CHECK.topic, "member"})


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether a page missed something, and the instant ``at`` from which it is to ask the next time."""

    stale: bool
    at: datetime


@get("/app/{tenant:str}/live", guards=[permitted(Permission.READ)], opt={LASTING: True})
async def stream(request: Request, live: TheLive, settings: TheSettings, clock: TheClock) -> Stream:
    """Tell an open page what changes, until it closes."""
    lookup: ActorLookup = request.app.state.lookup
    actor = actor_of(request)
    cookie = cookies.read(request.headers.get("cookie", ""), cookies.SESSION, secure=settings.secure)

    async def may_stay() -> bool:
        person = await lookup.person(cookie, clock.now())
        member = await lookup.member(person, actor.tenant_slug) if person else None
        return member is not None and member.may(Permission.READ)

    news = live.stream(actor.tenant_id, actor.person_id, silence_seconds=HEARTBEAT_SECONDS)
    told = events(news, may_stay, check_seconds=CHECK_SECONDS)
    return Stream(told, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@get("/app/{tenant:str}/live/stale", guards=[permitted(Permission.READ)])
async def stale(request: Request, live: TheLive, at: FromQuery[datetime]) -> Freshness:
    """Tell a page that has begun to listen whether something changed while it was on its way."""
    if at.year < 2000 or at.tzinfo is None:
        raise Invalid.field(
            "/at", "field.invalid", "Send the instant that the page gave, with its time zone."
        )
    return Freshness(await live.is_stale(actor_of(request).tenant_id, at), visit_in(request.scope).at)


async def events(
    news: AsyncIterator[News], may_stay: Callable[[], Awaitable[bool]], *, check_seconds: float
) -> AsyncIterator[bytes]:
    """
    Yield what goes over the wire: news as they come, heartbeats in silence.

    ``may_stay`` is asked whenever so many seconds have gone by, and at what is asked about at once. At the first no it
    says that it is over, and ends; when it cannot be asked it ends without a word.
    """
    yield OPENING
    now = asyncio.get_running_loop().time
    checked_at = now()
    async for one in news:
        if one.topic in AT_ONCE or now() - checked_at >= check_seconds:
            stays = await _asked(may_stay)
            if not stays:
                if stays is not None:
                    yield OVER
                return
            checked_at = now()
        if one.topic != CHECK.topic:
            yield HEARTBEAT if one is SILENCE else _written(one)


async def _asked(may_stay: Callable[[], Awaitable[bool]]) -> bool | None:
    """Return whether the stream may go on, or None where nobody can say: Redis or PostgreSQL is away."""
    try:
        return await may_stay()
    except Exception as error:
        if is_outage(error):
            return None
        raise


def _written(news: News) -> bytes:
    return b"data: " + msgspec.json.encode(news) + b"\n\n"


handlers: list[Any] = [stream, stale]
