"""
Live updates: what changed, told to open pages.

A message names a topic and the object, never its content: the page asks for that itself, with its own rights.
Nothing is held: neither a connection nor a transaction of the database.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from invoiceflow.kernel.ids import PersonId, TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ending import end, is_ending
from invoiceflow.runtime.queue import Job, defer
from invoiceflow.runtime.redis import global_key, tenant_key

TELL = "live.tell"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class News:
    """
    Something changed. The id may be empty.

    ``topic`` is ``invoice``, ``payment``, ``payment_account``, ``client``, ``export``, ``member`` or ``reload``.
    """

    topic: str
    object_id: str = ""


SILENCE = News("silence")
"""What a stream says when nothing happened for a while."""

CHECK = News("check")
"""What a person's streams hear when it is to be asked anew whether they may stay: they pass it on to nobody."""

_END = News("end")
_Mailbox = asyncio.Queue[News]


class Live:
    """
    One subscription to Redis per process, shared by every open stream of it.

    When Redis comes back after a loss, every stream is told ``reload``, since news may have been missed.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._streams: dict[str, set[_Mailbox]] = {}
        self._reader: asyncio.Task[None] | None = None

    async def publish(self, tenant_id: TenantId, news: News, *, at: datetime) -> None:
        """Tell every open page of the tenant, on every process, and remember for an hour when and of what that was."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for last in {_last_key(tenant_id), _last_key(tenant_id, news.object_id)}:
                pipe.set(last, _milliseconds(at), ex=timedelta(hours=1))
            pipe.publish(tenant_key(tenant_id, "live"), msgspec.json.encode(news))
            await pipe.execute()

    async def is_stale(
        self, tenant_id: TenantId, rendered_at: datetime, object_id: UUID | None = None
    ) -> bool:
        """
        Return whether there was news since a page was written: it may have come before the page could listen.

        News of the tenant, or of one of its objects. Two seconds are allowed for clocks that differ.
        """
        last = await self._redis.get(_last_key(tenant_id, str(object_id or "")))
        return last is not None and int(last) >= _milliseconds(rendered_at) - 2000

    async def stream(
        self, tenant_id: TenantId, person_id: PersonId | None = None, *, silence_seconds: float | None = None
    ) -> AsyncIterator[News]:
        """
        Yield news of one tenant, and CHECKs of one person, until the caller goes away or the process stops.

        SILENCE comes after each ``silence_seconds`` without any. A reader that lags is told to reload instead.
        """
        channels = [tenant_key(tenant_id, "live"), *([person_channel(str(person_id))] if person_id else ())]
        mailbox: _Mailbox = asyncio.Queue(maxsize=100)
        for channel in channels:
            self._streams.setdefault(channel, set()).add(mailbox)
        try:
            while (news := await _next(mailbox, silence_seconds)) is not _END:
                yield news
        finally:
            for channel in channels:
                self._streams[channel].discard(mailbox)
                if not self._streams[channel]:
                    del self._streams[channel]

    def start(self) -> None:
        """Begin to listen, in the running loop."""
        self._reader = asyncio.create_task(self._listen())

    def end_streams(self) -> None:
        """End every open stream: a server that stops waits for them."""
        self._tell_all(_END)

    async def stop(self) -> None:
        """Stop listening, and end every stream."""
        self.end_streams()
        if self._reader is not None:
            await end(self._reader)

    async def _listen(self) -> None:
        wait_seconds = 0.2
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.psubscribe(tenant_key_pattern(), person_channel("*"))
                    self._tell_all(News("reload"))
                    wait_seconds = 0.2
                    await self._relay(pubsub)
            except (RedisError, OSError) as error:
                if is_ending():
                    return
                log.warning("live.lost", error=str(error))
                await asyncio.sleep(wait_seconds)
                wait_seconds = min(wait_seconds * 2, 5)

    async def _relay(self, pubsub: "object") -> None:
        while True:
            message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=None)  # type: ignore[attr-defined]
            if message is None:
                continue
            try:
                news = msgspec.json.decode(message["data"], type=News)
            except msgspec.DecodeError:
                log.warning("live.unread")  # of another version of the product, say
            else:
                self._tell(message["channel"].decode(), news)

    def _tell(self, channel: str, news: News) -> None:
        for mailbox in self._streams.get(channel, ()):
            _put(mailbox, news)

    def _tell_all(self, news: News) -> None:
        for mailbox in set[_Mailbox]().union(*self._streams.values()):
            _put(mailbox, news)


def _put(mailbox: _Mailbox, news: News) -> None:
    """Hand news to a stream. One that lags is told to reload instead of what it did not take."""
    if mailbox.full():
        while not mailbox.empty():
            mailbox.get_nowait()
        mailbox.put_nowait(news if news is _END else News("reload"))
    else:
        mailbox.put_nowait(news)


async def _next(mailbox: _Mailbox, silence_seconds: float | None) -> News:
    try:
        async with asyncio.timeout(silence_seconds):
            return await mailbox.get()
    except TimeoutError:
        return SILENCE


async def announce(session: Session, topic: str, object_id: UUID) -> None:
    """Tell open pages of a change once it is committed: a job of this transaction does it."""
    await defer(session, TELL, {"topic": topic, "object_id": str(object_id)})


def jobs(live: Live, clock: Clock) -> tuple[Job, ...]:
    """Return the job that tells open pages."""

    async def tell(*, tenant_id: str, topic: str, object_id: str) -> None:
        await live.publish(TenantId(UUID(tenant_id)), News(topic, object_id), at=clock.now())

    return (Job(TELL, tell),)


def _last_key(tenant_id: TenantId, object_id: str = "") -> str:
    return tenant_key(tenant_id, "live", "last", *([object_id] if object_id else ()))


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def person_channel(person_id: str) -> str:
    """Return where it is told that a session of a person ended. Whoever ends one publishes TO_CHECK there."""
    return global_key("live", person_id)


TO_CHECK = msgspec.json.encode(CHECK)


def tenant_key_pattern() -> str:
    """Return the pattern of every tenant's live channel; only the process itself subscribes to it."""
    return "t:*:live"
