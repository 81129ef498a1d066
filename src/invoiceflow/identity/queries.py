"""Who a cookie stands for. The record in Redis is the truth; the signed claims count while Redis is away."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity.domain.person import Facts, LinkedIdentity
from invoiceflow.identity.domain.session import NOTED_EVERY, SessionRecord
from invoiceflow.identity.domain.way import EMAIL
from invoiceflow.identity.store import cookie as cookies
from invoiceflow.identity.store import identities, load_person, sessions
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.signing import KeyRing


@dataclass(frozen=True, slots=True)
class LivingSession:
    """A person with a living session; ``renewed`` is a cookie with fresh claims where the old ones age or are past."""

    person: Person
    renewed: str
    seconds: int


async def person_of_cookie(
    redis: Redis, cookie: str, *, secret_key: str, at: datetime, previous: tuple[str, ...] = ()
) -> Person | None:
    """Return the person whose living session a cookie names, without using the session."""
    claims = cookies.read(cookie, cookies.ring(secret_key, previous), at)
    record = await sessions.peek_session(redis, claims.sid) if claims else None
    return _person(claims.sid, record) if claims and record and at < record.ends_at else None


async def living_session(redis: Redis, cookie: str, *, keys: KeyRing, at: datetime) -> LivingSession | None:
    """
    Return the living session that a cookie names, and note its use.

    The record decides, by its own instants: what Redis forgets by itself only keeps it clean.
    """
    claims = cookies.read(cookie, keys, at)
    record = await sessions.load_session(redis, claims.sid) if claims else None
    if claims is None or record is None or at >= record.ends_at:
        return None
    if at - record.seen_at >= NOTED_EVERY:
        await sessions.note_use(redis, claims.sid, replace(record, seen_at=at))
    is_told = (claims.name, claims.email) == (record.name, record.email)
    renewed = "" if is_told and not claims.age(at) else cookies.written(claims.sid, record, keys, at)
    return LivingSession(_person(claims.sid, record), renewed, claims.exp - int(at.timestamp()))


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's living sessions, by the handle that ends it."""

    handle: str
    record: SessionRecord


async def sessions_of(redis: Redis, person: Person, *, at: datetime) -> tuple[OwnSession, ...]:
    """Return a person's living sessions: the one that asks first, then by their last use."""
    here = sessions.handle_of(person.session_id)
    found = (await sessions.sessions_of(redis, str(person.id))).items()
    living = [OwnSession(handle, record) for handle, record in found if at < record.ends_at]
    return tuple(sorted(living, key=lambda each: (each.handle == here, each.record.seen_at), reverse=True))


def person_of_claims(cookie: str, *, keys: KeyRing, at: datetime) -> Person | None:
    """Return whom a cookie names by itself, for as long as that may be believed while Redis is away."""
    claims = cookies.read(cookie, keys, at)
    if claims is None or not claims.are_fresh(at):
        return None
    return Person(PersonId(UUID(claims.sub)), claims.name, claims.email, claims.sid, mark=claims.mark)


def _person(session_id: str, record: SessionRecord) -> Person:
    return Person(
        id=PersonId(UUID(record.person_id)),
        name=record.name,
        email=record.email,
        session_id=session_id,
        elevated_until=record.elevated_until,
        mark=record.mark,
    )


async def facts_of(connection: AsyncConnection, person_id: PersonId) -> Facts:
    """Return what a person is called, and where they are written to now."""
    return await load_person(connection, person_id)


async def as_known_now(connection: AsyncConnection, person: Person) -> Person:
    """Return a signed-in person with the name and the proven address that they have now: a session may lag behind."""
    facts = await facts_of(connection, person.id)
    return replace(person, name=facts.name, email=facts.email)


async def address_of(connection: AsyncConnection, person_id: PersonId) -> str:
    """Return where a person is written to now."""
    return (await facts_of(connection, person_id)).email


async def proven_addresses(connection: AsyncConnection, person: Person) -> frozenset[str]:
    """
    Return the addresses whose mail a person reads: where they are written to, and those that sign them in by a link.

    Not what providers tell beside an identity: it was true when they told it, and may be another's by now.
    """
    linked = await identities.identities_of(connection, person.id)
    return frozenset({person.email, *(each.email for each in linked if each.issuer == EMAIL.issuer)})


async def identities_of(database: Database, person: Person) -> tuple[LinkedIdentity, ...]:
    """Return the identities that sign a person in, oldest first."""
    async with database.without_tenant() as connection:
        return await identities.identities_of(connection, person.id)
