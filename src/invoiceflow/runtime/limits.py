"""
Counting against the limits of kernel/limit.py: sliding windows in Redis, by the scripts of the library `limits`.

A window's end counts for as much as it still overlaps: no burst of twice the amount at its border. Counting and asking
are one script, so that any number of processes admit exactly the amount.
"""

import asyncio
import hashlib
import math
from dataclasses import dataclass
from typing import Final, NamedTuple, cast
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.typing import AsyncRedisClient
from redis.asyncio import Redis
from redis.exceptions import RedisError

from invoiceflow.kernel.errors import TooMany
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.limit import Limit
from invoiceflow.runtime.redis import global_key, tenant_key

STRICTER: Final = 4
"""While Redis is away each process counts by itself, and guessing is held to this part of its amount."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Whether it may be done now. ``remaining`` is how often it still may be, at the least.

    ``reset_seconds`` is when more may be done again: for a refusal, when the next try can succeed.
    """

    limit: Limit
    allowed: bool
    remaining: int
    reset_seconds: int

    def demand(self) -> None:
        """Raise TooMany where it may not be done now."""
        if not self.allowed:
            raise TooMany(self.reset_seconds)


class Window(NamedTuple):
    """
    What a key's counters hold: the counts of the last window and of this one, and how long they are remembered.

    This one is over ``limit.seconds`` before it is forgotten.
    """

    before: int
    before_seconds: float
    now: int
    now_seconds: float


async def hit(redis: Redis, limit: Limit, *who: str | UUID) -> Verdict:
    """
    Count one, and return whether it is within the limit and how much is left; what is refused does not count.

    ``who`` names whose count it is: the tenant's id for limits per tenant, otherwise any texts, of which only a hash is
    kept. While Redis is away the process counts by itself.
    """
    key = _key(limit, who)
    try:
        return await _told(_shared(redis, key), limit, key)
    except (RedisError, OSError) as error:
        return await _told(_own(redis, error), _alone(limit), key)


async def spend(redis: Redis, limit: Limit, *who: str | UUID) -> None:
    """
    Count one, as ``hit`` does, where whether it is allowed is all there is to know.

    Raises:
        TooMany: the limit is reached.
    """
    key = _key(limit, who)
    try:
        await _spent(_shared(redis, key), limit, key)
    except (RedisError, OSError) as error:
        await _spent(_own(redis, error), _alone(limit), key)


class _Shared(RedisStorage):
    """The library's storage on our own client, whose commands travel together, and under our own keys."""

    def __init__(self, redis: Redis, key_prefix: str) -> None:
        self._redis = redis
        super().__init__("async+redis://", implementation="redispy", key_prefix=key_prefix)

    def configure_bridge(self) -> None:
        """Use the client that is there."""
        bridge = cast("RedispyBridge", self.bridge)
        bridge.storage = self._redis
        bridge.connection_getter = lambda _: cast("AsyncRedisClient", self._redis)

    def _current_window_key(self, key: str) -> str:
        return key.partition(":")[2]

    def _previous_window_key(self, key: str) -> str:
        return f"{self._current_window_key(key)}:before"


_Storage = _Shared | MemoryStorage
_SHARED: "WeakKeyDictionary[Redis, dict[str, _Shared]]" = WeakKeyDictionary()
_OWN: "WeakKeyDictionary[Redis, MemoryStorage]" = WeakKeyDictionary()


def _shared(redis: Redis, key: str) -> _Shared:
    prefix = key.partition(":")[0]
    storages = _SHARED.setdefault(redis, {})
    if prefix not in storages:
        storages[prefix] = _Shared(redis, prefix)
    return storages[prefix]


def _own(redis: Redis, error: Exception) -> MemoryStorage:
    log.warning("limits.away", error=type(error).__name__)
    return _OWN.setdefault(redis, MemoryStorage())


def _alone(limit: Limit) -> Limit:
    if not limit.guessing:
        return limit
    amount = max(1, limit.amount // STRICTER)
    return Limit(limit.name, limit.about, limit.per, amount, limit.seconds, guessing=True)


def _key(limit: Limit, who: tuple[str | UUID, ...]) -> str:
    if limit.per == "tenant":
        (tenant_id,) = who
        return tenant_key(TenantId(UUID(str(tenant_id))), "limit", limit.name)
    whose = hashlib.sha256("\0".join(map(str, who)).encode()).hexdigest()[:32]
    return global_key("limit", limit.name, whose)


async def _told(storage: _Storage, limit: Limit, key: str) -> Verdict:
    allowed, window = await asyncio.gather(
        storage.acquire_sliding_window_entry(key, limit.amount, limit.seconds),
        storage.get_sliding_window(key, limit.seconds),
    )
    return _verdict(limit, Window(*window), allowed=allowed)


async def _spent(storage: _Storage, limit: Limit, key: str) -> None:
    if await storage.acquire_sliding_window_entry(key, limit.amount, limit.seconds):
        return
    window = await storage.get_sliding_window(key, limit.seconds)
    _verdict(limit, Window(*window), allowed=False).demand()


def _verdict(limit: Limit, window: Window, *, allowed: bool) -> Verdict:
    used = window.before * window.before_seconds / limit.seconds + window.now
    left = max(0, limit.amount - math.floor(used))
    return Verdict(limit, allowed=allowed, remaining=left, reset_seconds=_wait_seconds(limit, window))


def _wait_seconds(limit: Limit, window: Window) -> int:
    """Return after how many seconds more fits in, at least one: the last window's weight falls evenly."""
    if window.before and window.now < limit.amount:
        bearable_seconds = (limit.amount - window.now) / window.before * limit.seconds
        wait = window.before_seconds - bearable_seconds
    else:
        wait = window.now_seconds - limit.seconds
    return max(1, math.ceil(min(wait, limit.seconds)))
