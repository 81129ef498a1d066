"""Revoke an API key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.store import keys


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """End a key for good."""

    key_id: UUID
    actor: str
    at: datetime


async def revoke_api_key(session: Session, command: RevokeApiKey) -> str:
    """
    End a key and return its name; every request after the commit is refused.

    Raises:
        NoSuchKey: there is none, or it was revoked before.
    """
    name = await keys.revoke_key(session, command.key_id, command.at)
    await record(session, Fact(command.at, command.actor, "api_key.revoked", "api_key", command.key_id))
    return name
