"""End sessions of one's own, at once and on every process."""

from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity.actions.notify_person import notify_person
from invoiceflow.identity.actions.open_session import Keeping
from invoiceflow.identity.actions.write_notices import all_sessions_ended
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


async def end_all(keeping: Keeping, person: Person, at: datetime) -> None:
    """End every session of a person, and write to them that it was done: first, so that it cannot be done unseen."""
    async with keeping.database.without_tenant() as connection:
        await notify_person(connection, person.id, all_sessions_ended(), at)
    await sessions.end_sessions(keeping.redis, str(person.id))
