"""
Sessions in Redis: a record under the hash of each session's id, and for each person the set of their sessions.

Redis forgets both by itself; whether a session is over is decided by the instants in its record.
"""

import hashlib
from dataclasses import replace

import msgspec
from redis.asyncio import Redis

from invoiceflow.identity.domain.session import ABSOLUTE, IDLE, REMEMBERED, SessionRecord
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
    """Keep when a session was last used. One that was ended meanwhile stays ended (XX)."""
    async with redis.pipeline(transaction=True) as commands:
        commands.set(_record_key(handle_of(session_id)), msgspec.json.encode(record), ex=IDLE, xx=True)
        commands.zadd(
            _index_key(record.person_id), {handle_of(session_id): record.ends_at.timestamp()}, xx=True
        )
        await commands.execute()


async def tell_email(redis: Redis, person_id: str, email: str) -> None:
    """Let every session of a person know the address at which they are written to from now on."""
    for handle, record in (await sessions_of(redis, person_id)).items():
        told = msgspec.json.encode(replace(record, email=email))
        await redis.set(_record_key(handle), told, xx=True, keepttl=True)


async def end_session(redis: Redis, person_id: str, handle: str) -> None:
    """End a session at once, on every process. That it is the person's is for the caller to know."""
    async with redis.pipeline(transaction=True) as commands:
        commands.zrem(_index_key(person_id), handle)
        commands.delete(_record_key(handle))
        await commands.execute()


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
    """Note where a person signed in, for a year, and return whether they did from there before, or never anywhere."""
    key, at = global_key("devices", record.person_id), record.started_at.timestamp()
    device = hashlib.sha256(f"{record.agent} {record.network}".encode()).hexdigest()
    async with redis.pipeline(transaction=True) as commands:
        commands.zremrangebyscore(key, "-inf", at - REMEMBERED.total_seconds())
        commands.zcard(key)
        commands.zadd(key, {device: at}, ch=False)
        commands.expire(key, REMEMBERED)
        _, before, added, _ = await commands.execute()
    return not added or not before


async def handles_of(redis: Redis, person_id: str) -> list[str]:
    """Return the handles of a person's sessions."""
    found: list[bytes] = await redis.zrange(_index_key(person_id), 0, -1)  # type: ignore[assignment]  # no scores are asked for, and answers are not decoded
    return [str(member, "ascii") for member in found]


def _record(found: bytes | str | None) -> SessionRecord | None:
    return msgspec.json.decode(found, type=SessionRecord) if found else None


def _record_key(handle: str) -> str:
    return global_key("session", handle)


def _index_key(person_id: str) -> str:
    return global_key("sessions", person_id)
