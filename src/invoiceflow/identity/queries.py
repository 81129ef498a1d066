"""Who a cookie stands for."""

from datetime import datetime
from uuid import UUID

from redis.asyncio import Redis

from invoiceflow.identity import store
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.secrets import derived
from invoiceflow.runtime.signing import subject_of


async def person_of_cookie(redis: Redis, cookie: str, *, secret_key: str, at: datetime) -> Person | None:
    """Return the person whose living session a cookie names; the record in Redis is the truth, not the signature."""
    session_id = subject_of(cookie, key=derived(secret_key, "session"), at=at)
    record = await store.load_session(redis, session_id) if session_id else None
    if session_id is None or record is None:
        return None
    return Person(PersonId(UUID(record.person_id)), record.name, record.email, session_id)
