"""Stores API keys; enters their hashes into the directory."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import ApiKeyId
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.api_key import Grant, NewKey
from invoiceflow.tenancy.tables import api_keys

_ENTER_KEY = text("SELECT directory.enter_api_key(:hash)")
_DROP_KEY = text("SELECT directory.drop_api_key(:hash)")


class NoSuchKey(Missing):
    """This tenant has no living key of that id."""

    code = "api_key.not_found"


async def add_key(session: Session, key_id: ApiKeyId, grant: Grant, key: NewKey, at: datetime) -> bool:
    """Store a key's hash, here and in the directory. Returns False, with nothing stored, when the id is taken."""
    added = await session.execute(
        insert(api_keys)
        .values(
            tenant_id=session.tenant_id,
            id=key_id,
            name=grant.name,
            prefix=key.prefix,
            hash=key.hash,
            scopes=list(grant.scopes),
            expires_at=grant.expires_at,
            created_at=at,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "id"])
        .returning(api_keys.c.id)
    )
    if added.one_or_none() is None:
        return False
    await session.execute(_ENTER_KEY, {"hash": key.hash})
    return True


async def note_key_use(session: Session, key_id: ApiKeyId, at: datetime) -> None:
    """Keep when a key was last used."""
    mine = (api_keys.c.tenant_id == session.tenant_id, api_keys.c.id == key_id)
    await session.execute(update(api_keys).where(*mine).values(last_used_at=at))


async def revoke_key(session: Session, key_id: UUID, at: datetime) -> str:
    """
    End a key at once and return its name.

    Raises:
        NoSuchKey: there is none, or it was revoked before.
    """
    row = (
        await session.execute(
            update(api_keys)
            .where(
                api_keys.c.tenant_id == session.tenant_id,
                api_keys.c.id == key_id,
                api_keys.c.revoked_at.is_(None),
            )
            .values(revoked_at=at)
            .returning(api_keys.c.hash, api_keys.c.name)
        )
    ).one_or_none()
    if row is None:
        raise NoSuchKey("There is no such key.")
    await session.execute(_DROP_KEY, {"hash": row.hash})
    return str(row.name)
