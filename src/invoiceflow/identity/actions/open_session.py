"""Open a session: where every way of signing in ends."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from redis.asyncio import Redis

from invoiceflow.identity.actions.notify_person import notify_person
from invoiceflow.identity.actions.write_notices import new_device
from invoiceflow.identity.domain.second_factor import QUESTION, Question
from invoiceflow.identity.domain.session import ABSOLUTE, Device, SessionRecord
from invoiceflow.identity.store import cookie, second_factor, sessions
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
    """
    The cookie of a new session and how long the browser may keep it. ``mark`` is what its forms are bound to.

    ``asks``: there is no session yet. The person has a second factor, and the cookie only says who is asked for it.
    """

    cookie: str
    seconds: int
    session_id: str
    mark: str
    asks: bool = False


async def open_session(keeping: Keeping, opening: Opening, *, secret_key: str) -> NewSession:
    """Begin a session, or ask for the second factor where the person has one: where every way of signing in ends."""
    if await second_factor.find(keeping.database, opening.person_id):
        return await _question(keeping.redis, opening)
    return await begin_session(keeping, opening, secret_key=secret_key)


async def _question(redis: Redis, opening: Opening) -> NewSession:
    token = secrets.token_urlsafe(32)
    question = Question(str(opening.person_id), opening.name, opening.email, opening.way, opening.device)
    await second_factor.save_question(redis, token, question)
    return NewSession(token, int(QUESTION.total_seconds()), "", "", asks=True)


async def begin_session(keeping: Keeping, opening: Opening, *, secret_key: str) -> NewSession:
    """
    Begin a session under a fresh id, whatever there was before: for a person who has nothing left to prove.

    Where they never signed in from there, they are written to, before anybody has the session's cookie. Only then is
    the device known: where the process dies in between, the next sign-in from there is told of.
    """
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
    await sessions.save_session(keeping.redis, session_id, record)
    if not await sessions.is_known_device(keeping.redis, record):
        async with keeping.database.without_tenant() as connection:
            letter = new_device(opening.device, opening.way)
            await notify_person(connection, opening.person_id, letter, opening.at)
    await sessions.note_device(keeping.redis, record)
    written = cookie.written(session_id, record, cookie.ring(secret_key), opening.at)
    return NewSession(written, int(ABSOLUTE.total_seconds()), session_id, record.mark)
