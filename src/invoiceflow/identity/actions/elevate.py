"""Prove again who one is, inside a session."""

import secrets
from dataclasses import replace
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity.actions.open_session import NewSession
from invoiceflow.identity.domain.session import ABSOLUTE
from invoiceflow.identity.store import cookie, sessions
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Unauthenticated


class SessionOver(Unauthenticated):
    """The session ended in the meantime."""

    code = "session.required"


async def elevate(redis: Redis, person: Person, at: datetime, *, secret_key: str) -> NewSession:
    """
    Go on under a new id, with a fresh proof; the old id is dead at once. Open forms stay good.

    The caller has checked the proof.

    Raises:
        SessionOver: it was ended meanwhile.
    """
    former = await sessions.peek_session(redis, person.session_id)
    if former is None:
        raise SessionOver("Sign in first.")
    proven, session_id = replace(former, seen_at=at, elevated_at=at), secrets.token_urlsafe(32)
    record = await sessions.move_session(redis, person.session_id, session_id, proven)
    if record is None:
        raise SessionOver("Sign in first.")
    written = cookie.written(session_id, record, cookie.ring(secret_key), at)
    left = record.started_at + ABSOLUTE - at
    return NewSession(written, int(left.total_seconds()), session_id, record.mark)
