"""End a session."""

from redis.asyncio import Redis

from invoiceflow.identity.store import sessions
from invoiceflow.kernel.actor import Person


async def sign_out(redis: Redis, person: Person) -> None:
    """End the session that a person acts in, at once and on every process. Ending one that is over changes nothing."""
    await sessions.end_session(redis, str(person.id), sessions.handle_of(person.session_id))
