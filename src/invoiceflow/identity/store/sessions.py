"""
Sessions in Redis: a record under the hash of each session's id, and for each person the set of their sessions.

Redis forgets both by itself; whether a session is over is decided by the instants in its record.
"""

import hashlib
from datetime import timedelta

import msgspec
from redis.asyncio import Redis

from invoiceflow.identity.domain.person import Facts
from invoiceflow.identity.domain.session import ABSOLUTE, IDLE, REMEMBERED, SessionRecord
from invoiceflow.runtime.live import TO_CHECK, person_channel
from invoiceflow.runtime.redis import global_key


def handle_of(secret: str) -> str:
    """Return what a session is called where its id must not be seen: in lists, and in Redis."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def save_session(redis: Redis, session_id: str, record: SessionRecord) -> None:
    """Begin a session, and enter it among the person's; Redis forgets both by itself."""
    now, index = record.seen_at.timestamp(), _index_key(record.person_id)
    async with redis.pipeline(transaction=True) as commands:
        commands.zremrangebyscore(index, "-inf", now)
        commands.set(_record_key(handle_of(session_id)), msgspec.json.encode(record), ex=IDLE)
        commands.zadd(index, {handle_of(session_id): record.ends_at.timestamp()})
        commands.expire(index, ABSOLUTE)
        await commands.execute()


async def load_session(redis: Redis, session_id: str) -> SessionRecord | None:
    """Return a session's record and begin its idle time in Redis anew, in one round trip."""
    found = await redis.getex(_record_key(handle_of(session_id)), ex=IDLE)
    return _record(found)


async def peek_session(redis: Redis, session_id: str) -> SessionRecord | None:
    """Return a session's record without using it."""
    return _record(await redis.get(_record_key(handle_of(session_id))))


async def note_use(redis: Redis, session_id: str, record: SessionRecord) -> None:
    """
    Keep when a session was last used, and nothing else of ``record``: the rest may have changed since it was read.

    One that was ended meanwhile stays ended.
    """
    handle, change = handle_of(session_id), msgspec.json.encode({"seen_at": record.seen_at})
    keys = (_index_key(record.person_id), _record_key(handle))
    await redis.eval(_NOTE, len(keys), *keys, handle, change, _seconds(IDLE), record.ends_at.timestamp())


async def tell_facts(redis: Redis, person_id: str, facts: Facts) -> None:
    """
    Let every session of a person know what they are called, and where they are written to, from now on.

    In one step: whoever uses a session or gives it a new id meanwhile keeps what is told here.
    """
    change = msgspec.json.encode({"name": facts.name, "email": facts.email})
    await redis.eval(_TELL, 1, _index_key(person_id), _record_key("*"), change)


async def move_session(
    redis: Redis, former_id: str, session_id: str, record: SessionRecord
) -> SessionRecord | None:
    """
    Let a session go on under another id with the instants of ``record``; return it, or None where it is gone.

    In one step: whoever ends the person's sessions meanwhile finds it under the one id or the other, and what they
    were told since ``record`` was read goes along.
    """
    index, former, handle = _index_key(record.person_id), handle_of(former_id), handle_of(session_id)
    keys = (index, _record_key(former), _record_key(handle))
    told = (
        former,
        handle,
        msgspec.json.encode({"seen_at": record.seen_at, "elevated_at": record.elevated_at}),
        _seconds(IDLE),
        record.ends_at.timestamp(),
        _seconds(ABSOLUTE),
    )
    return _record(await redis.eval(_MOVE, len(keys), *keys, *told))


async def end_session(redis: Redis, person_id: str, handle: str) -> None:
    """End a session at once, on every process. That it is the person's is for the caller to know."""
    async with redis.pipeline(transaction=True) as commands:
        commands.zrem(_index_key(person_id), handle)
        commands.delete(_record_key(handle))
        commands.publish(person_channel(person_id), TO_CHECK)
        await commands.execute()


async def end_sessions(redis: Redis, person_id: str, *, but: str = "") -> int:
    """
    End every session of a person at once, or all ``but`` the one of that handle; return how many there were.

    In one step: a session that begins at the same time is either ended as well or began afterwards.
    """
    told = (_record_key("*"), but, person_channel(person_id), TO_CHECK)
    return int(await redis.eval(_END, 1, _index_key(person_id), *told))


async def sessions_of(redis: Redis, person_id: str) -> dict[str, SessionRecord]:
    """Return what is kept of a person's sessions, by their handles. Some may be over by the clock."""
    handles = await handles_of(redis, person_id)
    if not handles:
        return {}
    async with redis.pipeline(transaction=False) as commands:
        for handle in handles:
            commands.get(_record_key(handle))
        records = map(_record, await commands.execute())
    return {handle: record for handle, record in zip(handles, records, strict=True) if record}


async def is_known_device(redis: Redis, record: SessionRecord) -> bool:
    """
    Return whether a person signed in from there within a year, or never anywhere.

    The first place of all is remembered in the same step: of two first sign-ins at once only one is the first.
    """
    at = record.started_at.timestamp()
    told = (_device(record), at, at - REMEMBERED.total_seconds(), _seconds(REMEMBERED))
    return bool(await redis.eval(_KNOW, 1, _devices_key(record.person_id), *told))


async def note_device(redis: Redis, record: SessionRecord) -> None:
    """Remember for a year where a person signed in."""
    key = _devices_key(record.person_id)
    async with redis.pipeline(transaction=True) as commands:
        commands.zadd(key, {_device(record): record.started_at.timestamp()})
        commands.expire(key, REMEMBERED)
        await commands.execute()


async def handles_of(redis: Redis, person_id: str) -> list[str]:
    """Return the handles of a person's sessions."""
    found: list[bytes] = await redis.zrange(_index_key(person_id), 0, -1)  # type: ignore[assignment]  # no scores are asked for, and answers are not decoded
    return [str(member, "ascii") for member in found]


_CHANGED = """
local function changed(found, change)
  local record = cjson.decode(found)
  for field, value in pairs(cjson.decode(change)) do record[field] = value end
  return cjson.encode(record)
end
"""
_NOTE = f"""{_CHANGED}
-- KEYS: the person's sessions, the record. ARGV: its handle, the fields that change, how many seconds it is kept, when
-- it ends.
local found = redis.call('get', KEYS[2])
if not found then return end
redis.call('set', KEYS[2], changed(found, ARGV[2]), 'ex', ARGV[3])
redis.call('zadd', KEYS[1], 'xx', ARGV[4], ARGV[1])
"""
_TELL = f"""{_CHANGED}
-- KEYS: the person's sessions. ARGV: the key of a record with * for the handle, the fields that change.
for _, handle in ipairs(redis.call('zrange', KEYS[1], 0, -1)) do
  local key = string.gsub(ARGV[1], '*', handle)
  local found = redis.call('get', key)
  if found then redis.call('set', key, changed(found, ARGV[2]), 'keepttl') end
end
"""
_MOVE = f"""{_CHANGED}
-- KEYS: the person's sessions, the former record, the new one. ARGV: both handles, the fields that change, how many
-- seconds it is kept, when it ends, how many seconds the person's sessions are kept.
local found = redis.call('get', KEYS[2])
if not found then return false end
local record = changed(found, ARGV[3])
redis.call('del', KEYS[2])
redis.call('zrem', KEYS[1], ARGV[1])
redis.call('set', KEYS[3], record, 'ex', ARGV[4])
redis.call('zadd', KEYS[1], ARGV[5], ARGV[2])
redis.call('expire', KEYS[1], ARGV[6])
return record
"""
_KNOW = """
-- KEYS: the person's devices. ARGV: this one, now, until when others are forgotten, how many seconds they are kept.
redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[3])
if redis.call('zcard', KEYS[1]) > 0 then return redis.call('zscore', KEYS[1], ARGV[1]) and 1 or 0 end
redis.call('zadd', KEYS[1], ARGV[2], ARGV[1])
redis.call('expire', KEYS[1], ARGV[4])
return 1
"""
_END = """
-- KEYS: the person's sessions. ARGV: the key of a record with * for the handle, the handle that stays, if any, and
-- where to tell the streams of those that ended, and what.
local ended = 0
for _, handle in ipairs(redis.call('zrange', KEYS[1], 0, -1)) do
  if handle ~= ARGV[2] then
    redis.call('del', (string.gsub(ARGV[1], '*', handle)))
    redis.call('zrem', KEYS[1], handle)
    ended = ended + 1
  end
end
if ended > 0 then redis.call('publish', ARGV[3], ARGV[4]) end
return ended
"""


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _record(found: bytes | str | None) -> SessionRecord | None:
    return msgspec.json.decode(found, type=SessionRecord) if found else None


def _record_key(handle: str) -> str:
    return global_key("session", handle)


def _index_key(person_id: str) -> str:
    return global_key("sessions", person_id)


def _devices_key(person_id: str) -> str:
    return global_key("devices", person_id)


def _device(record: SessionRecord) -> str:
    return hashlib.sha256(f"{record.agent} {record.network}".encode()).hexdigest()
