"""Make an API key."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.ids import ApiKeyId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy import store
from invoiceflow.tenancy.domain.api_key import BODY_BYTES, key_from


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    """A key with every right of the tenant's owner but managing keys and settings."""

    name: str
    actor: str
    at: datetime


async def create_api_key(session: Session, command: CreateApiKey) -> str:
    """Return the secret of a new key. It is shown this once: only its hash is stored."""
    key, key_id = key_from(secrets.token_bytes(BODY_BYTES)), ApiKeyId(new_id(command.at))
    await store.add_key(session, key_id, command.name, key, command.at)
    fact = Fact(command.at, command.actor, "api_key.created", "api_key", key_id, {"prefix": key.prefix})
    await record(session, fact)
    return key.secret
