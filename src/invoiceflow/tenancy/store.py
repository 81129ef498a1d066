"""Loads and saves tenants, members and keys; enters their slugs and hashes into the directory."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Invalid, Missing
from invoiceflow.kernel.ids import ApiKeyId, MemberId
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.api_key import Grant, NewKey
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.tenant import Profile, Tenant
from invoiceflow.tenancy.tables import api_keys, members, tenants

_CLAIM_SLUG = text("SELECT directory.claim_slug(:slug)")
_JOIN = text("SELECT directory.join_tenant(:person)")
_ENTER_KEY = text("SELECT directory.enter_api_key(:hash)")
_DROP_KEY = text("SELECT directory.drop_api_key(:hash)")

PROFILE_COLUMNS = [tenants.c[name] for name in Profile.__dataclass_fields__]


class SlugTaken(Invalid):
    """Another tenant has this slug."""

    code = "tenant.slug_taken"


class NoSuchKey(Missing):
    """This tenant has no living key of that id."""

    code = "api_key.not_found"


async def load_tenant(session: Session) -> Tenant:
    """Return the tenant of the session."""
    wanted = select(tenants.c.slug, tenants.c.settings_version, *PROFILE_COLUMNS)
    found = await session.execute(wanted.where(tenants.c.tenant_id == session.tenant_id))
    row = found.mappings().one()
    profile = Profile(**{column.name: row[column.name] for column in PROFILE_COLUMNS})
    return Tenant(session.tenant_id, row["slug"], profile, row["settings_version"])


async def add_tenant(session: Session, slug: str, profile: Profile, at: datetime) -> None:
    """
    Write a new tenant and claim its slug.

    Raises:
        SlugTaken: another tenant has it.
    """
    try:
        await session.execute(_CLAIM_SLUG, {"slug": slug})
    except IntegrityError as error:
        raise SlugTaken.field("/slug", SlugTaken.code, "This address is taken. Choose another.") from error
    await session.execute(
        insert(tenants).values(
            tenant_id=session.tenant_id,
            slug=slug,
            settings_version=1,
            created_at=at,
            updated_at=at,
            **_fields(profile),
        )
    )


async def save_profile(session: Session, profile: Profile, *, version: int, at: datetime) -> bool:
    """Replace the profile and raise the settings' version; return whether it was still ``version`` before."""
    saved = await session.execute(
        update(tenants)
        .where(tenants.c.tenant_id == session.tenant_id, tenants.c.settings_version == version)
        .values(settings_version=tenants.c.settings_version + 1, updated_at=at, **_fields(profile))
    )
    return saved.rowcount == 1


async def add_member(session: Session, member_id: MemberId, person: Person, role: Role, at: datetime) -> None:
    """Make a person a member, here and in the directory."""
    await session.execute(_JOIN, {"person": person.id})
    await session.execute(
        insert(members).values(
            tenant_id=session.tenant_id,
            id=member_id,
            person_id=person.id,
            name=person.name,
            email=person.email,
            role=role.value,
            created_at=at,
        )
    )


async def add_key(session: Session, key_id: ApiKeyId, grant: Grant, key: NewKey, at: datetime) -> None:
    """Store a key's hash, here and in the directory."""
    await session.execute(_ENTER_KEY, {"hash": key.hash})
    await session.execute(
        insert(api_keys).values(
            tenant_id=session.tenant_id,
            id=key_id,
            name=grant.name,
            prefix=key.prefix,
            hash=key.hash,
            scopes=list(grant.scopes),
            expires_at=grant.expires_at,
            created_at=at,
        )
    )


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


def _fields(profile: Profile) -> dict[str, object]:
    return {name: getattr(profile, name) for name in Profile.__dataclass_fields__}
