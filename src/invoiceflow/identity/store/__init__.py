"""Attempts to sign in, in Redis under the hash of their secret; persons in the directory, behind its functions."""

from datetime import datetime
from uuid import UUID

import msgspec
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity.domain.person import Facts
from invoiceflow.identity.domain.session import ATTEMPT, Attempt, Identity
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.redis import hashed_key

_ENTER = text("SELECT directory.enter_person(:id, :issuer, :subject, :email, :name, :separate, :at)")
_FIND = text("SELECT directory.person_of_identity(:issuer, :subject)")
_PERSON = text("SELECT name, email FROM directory.person(:id)")


class EmailKnown(Refused):
    """Somebody who signs in another way has this address."""

    code = "sign_in.email_known"


async def save_attempt(redis: Redis, state: str, attempt: Attempt) -> None:
    """Remember a started sign-in for ten minutes."""
    await redis.set(hashed_key("attempt", state), msgspec.json.encode(attempt), ex=ATTEMPT)


async def take_attempt(redis: Redis, state: str) -> Attempt | None:
    """Return a started sign-in, once."""
    found = await redis.getdel(hashed_key("attempt", state))
    return msgspec.json.decode(found, type=Attempt) if found else None


async def enter_person(
    connection: AsyncConnection, identity: Identity, at: datetime, *, separate: bool = False
) -> PersonId:
    """
    Return the person of an identity, entering them when they are new.

    Raises:
        EmailKnown: they are new, and somebody has their address; ``separate`` enters them all the same.
    """
    values = {
        "id": new_id(at),
        "issuer": identity.issuer,
        "subject": identity.subject,
        "email": identity.email,
        "name": identity.name,
        "separate": separate,
        "at": at,
    }
    found: UUID | None = (await connection.execute(_ENTER, values)).scalar_one()
    if found is None:
        raise EmailKnown("There is an account with this email address already.")
    return PersonId(found)


async def find_person(connection: AsyncConnection, identity: Identity) -> PersonId | None:
    """Return the person of an identity."""
    values = {"issuer": identity.issuer, "subject": identity.subject}
    found: UUID | None = (await connection.execute(_FIND, values)).scalar_one()
    return PersonId(found) if found else None


async def load_person(connection: AsyncConnection, person_id: PersonId) -> Facts:
    """Return what a person is called, and where they are written to."""
    name, email = (await connection.execute(_PERSON, {"id": person_id})).one()
    return Facts(name, email)
