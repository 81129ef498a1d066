"""Open a session: where every way of signing in ends."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from redis.asyncio import Redis

from invoiceflow.identity.domain.session import ABSOLUTE, Device, SessionRecord
from invoiceflow.identity.store import cookie, sessions
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.database import Database


class Keeping(Protocol):
    """Where sessions and persons are kept."""

    @property
    def redis(self) -> Redis:
        """Holds the sessions."""
        ...

    @property
    def database(self) -> Database:
        """Holds the persons."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """
    A person who has proved who they are, by a ``way`` ("Google", "email").

    ``elevated``: the proof was given just now, so that what asks for a fresh one is open as well.
    """

    person_id: PersonId
    name: str
    email: str
    way: str
    at: datetime
    device: Device
    elevated: bool = True


@dataclass(frozen=True, slots=True)
class NewSession:
    """The cookie of a new session and how long the browser may keep it. ``mark`` is what its forms are bound to."""

    cookie: str
    seconds: int
    session_id: str
    mark: str


async def open_session(desk: Keeping, opening: Opening, *, secret_key: str) -> NewSession:
    """Begin a session under a fresh id, whatever there was before."""
    record = SessionRecord(
        person_id=str(opening.person_id),
        name=opening.name,
        email=opening.email,
        way=opening.way,
        started_at=opening.at,
        seen_at=opening.at,
        mark=secrets.token_urlsafe(16),
        agent=opening.device.agent,
        network=opening.device.network,
        elevated_at=opening.at if opening.elevated else None,
    )
    session_id = secrets.token_urlsafe(32)
    await sessions.save_session(desk.redis, session_id, record)
    written = cookie.written(session_id, record, cookie.ring(secret_key), opening.at)
    return NewSession(written, int(ABSOLUTE.total_seconds()), session_id, record.mark)
