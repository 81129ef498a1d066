"""End a session."""

from redis.asyncio import Redis

from invoiceflow.identity import store


async def sign_out(redis: Redis, session_id: str) -> None:
    """End a session at once, on every process. Ending one that is over changes nothing."""
    await store.end_session(redis, session_id)
