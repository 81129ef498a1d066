"""End sessions of one's own, at once and on every process."""

from redis.asyncio import Redis

from invoiceflow.identity.store import sessions
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Missing


class NoSuchSession(Missing):
    """The person has no such session: it is over, or somebody else's."""

    code = "session.not_found"


async def end_one(redis: Redis, person: Person, handle: str) -> None:
    """
    End one session of the person.

    Raises:
        NoSuchSession: it is none of theirs, or over.
    """
    if handle not in await sessions.handles_of(redis, str(person.id)):
        raise NoSuchSession("This session is over already.")
    await sessions.end_session(redis, str(person.id), handle)


async def end_others(redis: Redis, person: Person) -> int:
    """End every session but the one that asks; return how many there were."""
    return await sessions.end_sessions(redis, str(person.id), but=sessions.handle_of(person.session_id))


async def end_all(redis: Redis, person_id: str) -> int:
    """End every session of a person; return how many there were."""
    return await sessions.end_sessions(redis, person_id)
