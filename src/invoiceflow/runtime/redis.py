"""Redis, and the keys in it. A key of a tenant always names the tenant; there is no other way to build one."""

import asyncio
import hashlib
from typing import Any, cast
from uuid import UUID

from redis.asyncio import Redis

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.patience import REDIS_SECONDS

AREAS = frozenset(
    {
        *("session", "sessions", "devices", "attempt", "link", "newcomer", "limit", "live"),
        *("second-factor-offer", "second-factor-question"),
    }
)
"""What belongs to no tenant: sessions, those of a person, that one ended, what signing in remembers, and counters."""

_BLOCKING = frozenset(
    {"BLPOP", "BRPOP", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "WAIT", "WATCH", "MULTI"}
)

_Sent = tuple[tuple[Any, ...], dict[str, Any], "asyncio.Future[Any]"]


class JoiningRedis(Redis):
    """
    A client whose commands travel together: what is asked for in one turn of the loop takes one round trip.

    So a request's counter and its session need no more than either alone, and none of them knows of the other.
    Commands that block, or that change their connection, would hold up the others, and are refused.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._waiting: list[_Sent] = []
        self._travelling: set[asyncio.Task[None]] = set()

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send a command with the others of this turn, and return its own reply."""
        return await self.post(*args, **options)

    def post(self, *args: Any, **options: Any) -> "asyncio.Future[Any]":
        """Send a command with the others of this turn; its reply may be waited for later."""
        if args[0] in _BLOCKING:
            raise ValueError(f"{args[0]} would hold up the commands that travel with it")
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((args, options, reply))
        if len(self._waiting) == 1:
            loop.call_soon(self._depart)
        return reply

    def _depart(self) -> None:
        sent, self._waiting = self._waiting, []
        journey = asyncio.create_task(self._travel(sent))
        self._travelling.add(journey)
        journey.add_done_callback(self._travelling.discard)

    async def _travel(self, sent: list[_Sent]) -> None:
        try:
            async with self.pipeline(transaction=False) as pipe:
                for args, options, _ in sent:
                    pipe.execute_command(*args, **options)
                replies = await pipe.execute(raise_on_error=False)
        except BaseException as error:  # noqa: BLE001  # whoever waits for a reply must learn of any failure
            replies = [error] * len(sent)
        for (_, _, reply), value in zip(sent, replies, strict=True):
            if reply.done():  # its request was cancelled
                continue
            if isinstance(value, asyncio.CancelledError):
                reply.cancel()
            elif isinstance(value, BaseException):
                reply.set_exception(value)
            else:
                reply.set_result(value)


def connect(url: str) -> JoiningRedis:
    """Return a client whose commands give up rather than hang a page."""
    client = JoiningRedis.from_url(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, health_check_interval=30
    )
    return cast("JoiningRedis", client)  # whose signature names its base


def tenant_key(tenant_id: TenantId, *parts: str) -> str:
    """
    Return the key of something that belongs to one tenant: ``t:<tenant>:<parts>``.

    Raises:
        ValueError: there is no tenant, or nothing that is kept of it.
    """
    if not parts or not all(parts) or not UUID(str(tenant_id)).int:
        raise ValueError("a key in Redis names its tenant and what it holds")
    return ":".join(("t", str(tenant_id), *parts))


def global_key(area: str, *parts: str) -> str:
    """
    Return the key of something that belongs to no tenant, in one of ``AREAS``.

    Raises:
        ValueError: the area is not listed, or nothing is named in it.
    """
    if area not in AREAS or not parts or not all(parts):
        raise ValueError("a key in Redis names its tenant; what has none is listed in AREAS")
    return ":".join(("g", area, *parts))


def hashed_key(area: str, secret: str) -> str:
    """Return the key of what a secret leads to, and that belongs to no tenant: who reads keys learns no secret."""
    return global_key(area, hashlib.sha256(secret.encode()).hexdigest())
