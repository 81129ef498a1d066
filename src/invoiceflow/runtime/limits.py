"""
Counting against the limits of kernel/limit.py: sliding windows in Redis, all of a request's in one command.

A window's end counts for as much as it still overlaps: no burst of twice the amount at its border. Counting and asking
are one script, so that any number of processes admit exactly the amount. While Redis is away each process counts in its
own memory, by the library `limits`, whose way of counting the script follows.
"""

import asyncio
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from limits.aio.storage import MemoryStorage
from redis.exceptions import NoScriptError, RedisError

from invoiceflow.kernel.errors import TooMany
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.limit import Limit
from invoiceflow.runtime.redis import JoiningRedis, global_key, tenant_key

STRICTER: Final = 4
"""While Redis is away each process counts by itself, and guessing is held to this part of its amount."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Whether it may be done now. ``remaining`` is how often it still may be, at the least.

    ``reset_seconds`` is when more may be done again: for a refusal, when the next try can succeed. ``is_shared`` tells
    whether all processes count together, as they do unless Redis is away.
    """

    limit: Limit
    allowed: bool
    remaining: int
    reset_seconds: int
    is_shared: bool = True

    def demand(self) -> None:
        """Raise TooMany where it may not be done now."""
        if not self.allowed:
            raise TooMany(self.reset_seconds, self.limit)


class Window(NamedTuple):
    """
    What a key's counters hold: the counts of the last window and of this one, and how long they are remembered.

    This one is over ``limit.seconds`` before it is forgotten.
    """

    before: int
    before_seconds: float
    now: int
    now_seconds: float


class Count(NamedTuple):
    """What is counted: against which limit, and under which key in Redis. Unless it ``spends``, it is only asked."""

    limit: Limit
    key: str
    spends: bool = True


def count(limit: Limit, *who: str | UUID) -> Count:
    """
    Return what ``hits`` counts.

    ``who`` names whose count it is: the tenant's id for limits per tenant, otherwise any texts, of which only a hash is
    kept.
    """
    return Count(limit, _key(limit, who))


def ask(limit: Limit, *who: str | UUID) -> Count:
    """Return what asks whether a limit is reached, and counts nothing."""
    return count(limit, *who)._replace(spends=False)


async def hit(redis: JoiningRedis, limit: Limit, *who: str | UUID) -> Verdict:
    """Count one, and return whether it is within the limit and how much is left; what is refused does not count."""
    (verdict,) = await hits(redis, count(limit, *who))
    return verdict


async def hits(redis: JoiningRedis, *counts: Count) -> tuple[Verdict, ...]:
    """Count one of each, in one round trip; each is admitted or refused by itself."""
    return await begin(redis, *counts).verdicts()


async def forget(redis: JoiningRedis, limit: Limit, *who: str | UUID) -> None:
    """Take back what was counted, where it proved to be no guess."""
    key = count(limit, *who).key
    await redis.delete(key, f"{key}:before")


async def take_back(redis: JoiningRedis, limit: Limit, *who: str | UUID) -> None:
    """Take one back that was counted, where nothing came of it. Without Redis it stays counted."""
    try:
        await redis.eval(_TAKE_BACK, 1, count(limit, *who).key)
    except (RedisError, OSError) as error:
        log.warning("limits.away", error=type(error).__name__)


def begin(redis: JoiningRedis, *counts: Count) -> "Begun":
    """Begin to count, together with whatever else is asked of Redis in this turn of the loop."""
    return Begun(redis, counts, redis.post("EVALSHA", _NAME, *_arguments(counts)))


@dataclass(frozen=True, slots=True)
class Begun:
    """Counts on their way."""

    redis: JoiningRedis
    counts: Sequence[Count]
    reply: "asyncio.Future[Any]"

    async def verdicts(self) -> tuple[Verdict, ...]:
        """Return what came of each count. While Redis is away the process counts by itself."""
        try:
            told = await self._told()
        except (RedisError, OSError) as error:
            log.warning("limits.away", error=type(error).__name__)
            own = _OWN.setdefault(self.redis, MemoryStorage())
            return tuple([await _counted_alone(own, each) for each in self.counts])
        return tuple(
            _verdict(each.limit, _window(told[at + 1 : at + 5]), allowed=bool(told[at]))
            for each, at in zip(self.counts, range(0, len(told), 5), strict=True)
        )

    async def _told(self) -> Sequence[int]:
        try:
            found: Sequence[int] = await self.reply
        except NoScriptError:  # a server that was started anew
            found = await self.redis.post("EVAL", _SCRIPT, *_arguments(self.counts))
        return found


_SCRIPT: Final = """
-- KEYS: of each count the last window's counter and this one's. ARGV: of each its amount, its seconds, and 1, or 0
-- where it is only asked.
-- Answers five figures for each: whether it was counted, and of both windows the counter and how many
-- milliseconds it is remembered. A counter is remembered for two windows; so this one is over after half of that.
local told = {}
for at = 1, #ARGV / 3 do
  local before_key, now_key = KEYS[2 * at - 1], KEYS[2 * at]
  local amount, span, spent = tonumber(ARGV[3 * at - 2]), tonumber(ARGV[3 * at - 1]) * 1000, tonumber(ARGV[3 * at])
  local now_ms = redis.call('pttl', now_key)
  if now_ms > 0 and now_ms < span then
    redis.call('rename', now_key, before_key)
    now_ms = now_ms + span
    redis.call('set', now_key, 0, 'px', now_ms)
  end
  local before = tonumber(redis.call('get', before_key)) or 0
  local before_ms = before > 0 and math.max(redis.call('pttl', before_key), 0) or 0
  local now = tonumber(redis.call('get', now_key)) or 0
  local counted = 0
  if math.floor(before * before_ms / span) + now < amount then
    counted = 1
    now = now + spent
    if spent == 0 then
      -- nothing was done
    elseif now_ms > 0 then
      redis.call('incr', now_key)
    else
      now_ms = 2 * span
      redis.call('set', now_key, 1, 'px', now_ms)
    end
  end
  for _, figure in ipairs({counted, before, before_ms, now, now_ms}) do
    told[#told + 1] = figure
  end
end
return told
"""
_TAKE_BACK: Final = """
if tonumber(redis.call('get', KEYS[1]) or '0') > 0 then redis.call('decr', KEYS[1]) end
"""
_NAME: Final = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()
"""How Redis calls a script that it knows."""

_OWN: "WeakKeyDictionary[JoiningRedis, MemoryStorage]" = WeakKeyDictionary()


def _arguments(counts: Sequence[Count]) -> list[str | int]:
    keys = [name for each in counts for name in (f"{each.key}:before", each.key)]
    return [
        len(keys),
        *keys,
        *[figure for each in counts for figure in (each.limit.amount, each.limit.seconds, int(each.spends))],
    ]


def _window(figures: Sequence[int]) -> Window:
    before, before_ms, now, now_ms = figures
    return Window(before, before_ms / 1000, now, now_ms / 1000)


async def _counted_alone(own: MemoryStorage, counted: Count) -> Verdict:
    limit = _alone(counted.limit)
    spent = counted.spends and await own.acquire_sliding_window_entry(
        counted.key, limit.amount, limit.seconds
    )
    window = Window(*await own.get_sliding_window(counted.key, limit.seconds))
    allowed = spent if counted.spends else _used(limit, window) < limit.amount
    return replace(_verdict(limit, window, allowed=allowed), is_shared=False)


def _alone(limit: Limit) -> Limit:
    return replace(limit, amount=max(1, limit.amount // STRICTER)) if limit.guessing else limit


def _key(limit: Limit, who: tuple[str | UUID, ...]) -> str:
    if limit.per == "tenant":
        (tenant_id,) = who
        return tenant_key(TenantId(UUID(str(tenant_id))), "limit", limit.name)
    whose = hashlib.sha256("\0".join(map(str, who)).encode()).hexdigest()[:32]
    return global_key("limit", limit.name, whose)


def _verdict(limit: Limit, window: Window, *, allowed: bool) -> Verdict:
    left = max(0, limit.amount - _used(limit, window))
    return Verdict(limit, allowed=allowed, remaining=left, reset_seconds=_wait_seconds(limit, window))


def _used(limit: Limit, window: Window) -> int:
    return math.floor(window.before * window.before_seconds / limit.seconds + window.now)


def _wait_seconds(limit: Limit, window: Window) -> int:
    """Return after how many seconds more fits in, at least one: the last window's weight falls evenly."""
    if window.before and window.now < limit.amount:
        bearable_seconds = (limit.amount - window.now) / window.before * limit.seconds
        wait = window.before_seconds - bearable_seconds
    else:
        wait = window.now_seconds - limit.seconds
    return max(1, math.ceil(min(wait, limit.seconds)))
