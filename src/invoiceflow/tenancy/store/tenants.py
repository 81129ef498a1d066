"""Loads and saves tenants; enters their slugs into the directory."""

from datetime import datetime

from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.tenancy.domain.tenant import Profile, Tenant
from invoiceflow.tenancy.tables import tenants

_OF_INVITATION = text("SELECT directory.tenant_of_invitation(:hash)")
_CLAIM_SLUG = text("SELECT directory.claim_slug(:slug)")

PROFILE_COLUMNS = [tenants.c[name] for name in Profile.__dataclass_fields__]


class SlugTaken(Invalid):
    """Another tenant has this slug."""

    code = "tenant.slug_taken"


async def load_tenant(session: Session) -> Tenant:
    """Return the tenant of the session."""
    wanted = select(tenants.c.slug, tenants.c.settings_version, *PROFILE_COLUMNS)
    found = await session.execute(wanted.where(tenants.c.tenant_id == session.tenant_id))
    row = found.mappings().one()
    profile = Profile(**{column.name: row[column.name] for column in PROFILE_COLUMNS})
    return Tenant(session.tenant_id, row["slug"], profile, row["settings_version"])


async def lock_tenant(session: Session) -> Tenant:
    """
    Return the session's tenant, and hold off everyone else who would change it or its members meanwhile.

    Rows that only point to the tenant are not held off.
    """
    own = tenants.c.tenant_id == session.tenant_id
    await session.execute(select(tenants.c.tenant_id).where(own).with_for_update(key_share=True))
    return await load_tenant(session)


async def tenant_of_invitation(database: Database, token_hash: bytes) -> TenantId | None:
    """Return the tenant that an invitation is to, by the hash of its token."""
    async with database.without_tenant() as connection:
        found = (await connection.execute(_OF_INVITATION, {"hash": token_hash})).scalar()
    return TenantId(found) if found else None


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


def _fields(profile: Profile) -> dict[str, object]:
    return {name: getattr(profile, name) for name in Profile.__dataclass_fields__}
