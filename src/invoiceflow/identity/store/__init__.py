"""Attempts to sign in, in Redis under the hash of their secret; persons in the directory, behind its functions."""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity.domain.session import ATTEMPT, Attempt, Identity
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.redis import global_key

_ENTER = text("SELECT directory.enter_person(:id, :issuer, :subject, :email, :name, :at)")


def _key(area: str, secret: str) -> str:
    return global_key(area, hashlib.sha256(secret.encode()).hexdigest())


async def save_attempt(redis: Redis, state: str, attempt: Attempt) -> None:
    """Remember a started sign-in for ten minutes."""
    await redis.set(_key("attempt", state), msgspec.json.encode(attempt), ex=ATTEMPT)


async def take_attempt(redis: Redis, state: str) -> Attempt | None:
    """Return a started sign-in, once."""
    found = await redis.getdel(_key("attempt", state))
    return msgspec.json.decode(found, type=Attempt) if found else None


async def enter_person(connection: AsyncConnection, identity: Identity, at: datetime) -> PersonId:
    """Return the person of an identity, entering them when they are new."""
    found: UUID = (
        await connection.execute(
            _ENTER,
            {
                "id": new_id(at),
                "issuer": identity.issuer,
                "subject": identity.subject,
                "email": identity.email,
                "name": identity.name,
                "at": at,
            },
        )
    ).scalar_one()
    return PersonId(found)
