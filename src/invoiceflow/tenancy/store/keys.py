"""Stores API keys; enters their hashes into the directory."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import ApiKeyId, PersonId
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.api_key import Grant, LivingKey, NewKey
from invoiceflow.tenancy.tables import api_keys

_ENTER_KEY = text("SELECT directory.enter_api_key(:hash)")
_DROP_KEY = text("SELECT directory.drop_api_key(:hash)")
_LIVING = [api_keys.c[name] for name in ("id", "name", "prefix", "scopes", "created_by")]


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
            created_by=grant.maker,
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


async def keys_of_maker(session: Session, maker: PersonId) -> tuple[LivingKey, ...]:
    """Return the keys that a person made and nobody has revoked, the oldest first."""
    found = await session.execute(
        select(*_LIVING)
        .where(
            api_keys.c.tenant_id == session.tenant_id,
            api_keys.c.created_by == maker,
            api_keys.c.revoked_at.is_(None),
        )
        .order_by(api_keys.c.created_at, api_keys.c.id)
    )
    return tuple(LivingKey(*row) for row in found)


async def revoke_key(session: Session, key_id: UUID, at: datetime) -> LivingKey:
    """
    End a key at once and return it as it was.

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
            .returning(api_keys.c.hash, *_LIVING)
        )
    ).one_or_none()
    if row is None:
        raise NoSuchKey("There is no such key.")
    key_hash, *living = row
    await session.execute(_DROP_KEY, {"hash": key_hash})
    return LivingKey(*living)
