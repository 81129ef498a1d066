"""Reads about tenants: who acts, which tenants a person has, and the tenant itself."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Executable, func, select, text

from invoiceflow.kernel.actor import Actor, Person
from invoiceflow.kernel.ids import ApiKeyId, PersonId, TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.formats import locale_of, notation_of
from invoiceflow.runtime.reads import HotReads
from invoiceflow.tenancy.domain.api_key import KeyHolder, hash_of, looks_like_key
from invoiceflow.tenancy.domain.invitation import Invitation
from invoiceflow.tenancy.domain.invitation import hash_of as invitation_hash
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import PERMISSIONS, Role, holders, left_of
from invoiceflow.tenancy.domain.scope import permissions_of
from invoiceflow.tenancy.domain.tenant import SLUG, Tenant
from invoiceflow.tenancy.store import invitations as invitation_store
from invoiceflow.tenancy.store import members as member_store
from invoiceflow.tenancy.store import tenants as tenant_store
from invoiceflow.tenancy.store.closing import closing_of
from invoiceflow.tenancy.tables import api_keys, tenants
from invoiceflow.tenancy.tables import members as member_rows

SETTINGS = "settings"
"""The area of the cache that holds tenants by the version of their settings."""

_MEMBER = """
SELECT m.name, m.role, t.name AS tenant_name, t.settings_version, t.purge_after, t.approval, t.language, t.country
FROM members m JOIN tenants t ON t.tenant_id = m.tenant_id
WHERE m.tenant_id = tenant.id AND m.person_id = $2
"""
_KEY = """
SELECT k.id, k.name, k.scopes, k.last_used_at, t.slug, t.name AS tenant_name, t.settings_version, t.purge_after,
  t.approval
FROM api_keys k JOIN tenants t ON t.tenant_id = k.tenant_id
WHERE k.tenant_id = tenant.id AND k.hash = $1 AND k.revoked_at IS NULL
  AND (k.expires_at IS NULL OR k.expires_at > $2)
"""


@dataclass(frozen=True, slots=True)
class OwnTenant:
    """One of a person's tenants; ``purge_after`` is set where it is being deleted."""

    slug: str
    name: str
    purge_after: datetime | None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key as its page shows it; its secret is stored nowhere. ``made_by`` is empty where its maker left."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    created_by: UUID | None
    made_by: str | None


async def actor_of_member(reads: HotReads, person: Person, slug: str) -> Actor | None:
    """Return the person as a member of the tenant with that slug, or None when they are not one."""
    if not SLUG.fullmatch(slug):  # an address can hold what PostgreSQL takes in no text: NUL
        return None
    found = await reads.row_of_found("directory.tenant_of_member($1, $2)", _MEMBER, slug, person.id)
    if found is None:
        return None
    return Actor(
        tenant_id=TenantId(found["tenant_id"]),
        tenant_slug=slug,
        tenant_name=found["tenant_name"],
        name=found["name"],
        permissions=left_of(PERMISSIONS[Role(found["role"])], closing=found["purge_after"] is not None),
        purge_after=found["purge_after"],
        settings_version=found["settings_version"],
        approval=found["approval"],
        role=found["role"],
        person_id=person.id,
        locale=locale_of(found["language"], found["country"]),
        notation=notation_of(found["language"], found["country"]),
    )


async def whom_to_ask(reads: HotReads, actor: Actor, permission: Permission) -> str:
    """Return why a member may not do something, and up to three members who can, the lowest role first."""
    roles = [role.value for role in reversed(holders(permission))]
    read = (
        "SELECT m.name, m.role FROM members m WHERE m.tenant_id = $1 AND m.role = ANY($2::text[]) "
        "ORDER BY array_position($2::text[], m.role), m.created_at, m.id LIMIT 3"
    )
    found = [f"{row['name']} ({row['role']})" for row in await reads.rows(actor.tenant_id, read, roles)]
    asked = f" Ask {' or '.join(found)}." if found else ""
    return f"Your role here, {actor.role}, does not include this.{asked}"


async def holder_of_key(reads: HotReads, secret: str, at: datetime) -> KeyHolder | None:
    """Return who acts by an API key, or None when it is unknown or revoked, or was good until an earlier instant."""
    if not looks_like_key(secret):
        return None
    key_hash = hash_of(secret)
    found = await reads.row_of_found("directory.tenant_of_api_key($1)", _KEY, key_hash, at)
    if found is None:
        return None
    actor = Actor(
        tenant_id=TenantId(found["tenant_id"]),
        tenant_slug=found["slug"],
        tenant_name=found["tenant_name"],
        name=f"API key {found['name']}",
        permissions=left_of(permissions_of(found["scopes"]), closing=found["purge_after"] is not None),
        purge_after=found["purge_after"],
        settings_version=found["settings_version"],
        approval=found["approval"],
        api_key_id=ApiKeyId(found["id"]),
    )
    return KeyHolder(actor, found["last_used_at"])


async def tenant_of_slug(database: Database, slug: str) -> TenantId | None:
    """Return the id of the tenant with that slug."""
    async with database.without_tenant() as connection:
        found = (
            await connection.execute(text("SELECT directory.tenant_of_slug(:slug)"), {"slug": slug})
        ).scalar()
    return TenantId(found) if found else None


async def is_erased(session: Session) -> bool:
    """Return whether nothing is left of the session's tenant: its slug is kept, so that nobody else gets it."""
    row = await session.execute(select(tenants.c.slug).where(tenants.c.tenant_id == session.tenant_id))
    return row.one_or_none() is None


async def every_tenant(database: Database) -> AsyncIterator[tuple[str, TenantId]]:
    """Yield slug and id of every tenant there is, sealed ones included. Only the worker's login may ask."""
    async for found in _walked(database, text("SELECT directory.tenants()")):
        yield found


async def stirring_tenants(database: Database, at: datetime) -> AsyncIterator[tuple[str, TenantId]]:
    """
    Yield slug and id of every tenant that changes, or ought to: not of those that were sealed two days before.

    Only the worker's login may ask.
    """
    async for found in _walked(database, text("SELECT directory.stirring_tenants(:at)").bindparams(at=at)):
        yield found


async def _walked(database: Database, ids: Executable) -> AsyncIterator[tuple[str, TenantId]]:
    async with database.without_tenant() as connection:
        found = (await connection.execute(ids)).scalars().all()
    for tenant_id in map(TenantId, found):
        async with database.as_tenant(tenant_id) as session:
            wanted = select(tenants.c.slug).where(tenants.c.tenant_id == tenant_id)
            slug = (await session.execute(wanted)).scalar_one_or_none()
        yield slug or f"tenant {tenant_id}", tenant_id


async def free_slug(database: Database, wanted: str) -> str:
    """Return the slug, with a number behind it where it is taken. Another may take it before it is claimed."""
    if await tenant_of_slug(database, wanted) is None:
        return wanted
    for number in range(2, 100):
        slug = f"{wanted[: 40 - len(str(number)) - 1]}-{number}"
        if await tenant_of_slug(database, slug) is None:
            return slug
    return wanted


async def tenants_of(database: Database, person_id: PersonId) -> tuple[OwnTenant, ...]:
    """Return a person's tenants by name. Each is read inside itself: nothing reads across tenants."""
    found = []
    for tenant_id in await member_store.tenant_ids_of(database, person_id):
        async with database.as_tenant(tenant_id) as session:
            columns = [tenants.c[name] for name in OwnTenant.__dataclass_fields__]
            wanted = select(*columns).where(tenants.c.tenant_id == tenant_id)
            found.append(OwnTenant(*(await session.execute(wanted)).one()))
    return tuple(sorted(found, key=lambda tenant: tenant.name.casefold()))


async def keys(session: Session, *, revoked_since: datetime) -> tuple[KeyRow, ...]:
    """Return the tenant's API keys, newest first: those not revoked, and those revoked since an instant."""
    columns, maker = api_keys.c, member_rows.c
    shown = [columns[name] for name in KeyRow.__dataclass_fields__ if name != "made_by"]
    is_maker = (maker.tenant_id == columns.tenant_id) & (maker.person_id == columns.created_by)
    rows = await session.execute(
        select(*shown, maker.name)
        .select_from(api_keys.outerjoin(member_rows, is_maker))
        .where(
            columns.tenant_id == session.tenant_id,
            columns.revoked_at.is_(None) | (columns.revoked_at >= revoked_since),
        )
        .order_by(columns.revoked_at.is_not(None), columns.created_at.desc(), columns.id.desc())
    )
    return tuple(KeyRow(*row) for row in rows)


async def keys_by_maker(session: Session) -> Mapping[PersonId, int]:
    """Return how many living API keys each person made; who made none is left out."""
    columns = api_keys.c
    rows = await session.execute(
        select(columns.created_by, func.count())
        .where(
            columns.tenant_id == session.tenant_id,
            columns.revoked_at.is_(None),
            columns.created_by.is_not(None),
        )
        .group_by(columns.created_by)
    )
    return {PersonId(maker): count for maker, count in rows}


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """
    What the link of an invitation leads to. ``email`` is whom it is for, in its plain spelling.

    ``closing``: the tenant is being deleted, and nobody can join it.
    """

    tenant: str
    inviter: str
    role: Role
    email: str
    expires_at: datetime
    closing: bool


async def invitation_of_token(database: Database, token: str) -> InvitationShown | None:
    """Return the invitation that a link leads to, or None when there is none, or none any more."""
    token_hash = invitation_hash(token)
    tenant_id = await tenant_store.tenant_of_invitation(database, token_hash)
    if tenant_id is None:
        return None
    async with database.as_tenant(tenant_id) as session:
        found = await invitation_store.find_by_token(session, token_hash)
        tenant = await tenant_store.load_tenant(session)
        closing = (await closing_of(session)).purge_after is not None
    if found is None:  # revoked between the two statements
        return None
    return InvitationShown(
        tenant.profile.name, found.invited_by_name, found.role, found.email, found.expires_at, closing
    )


async def members(session: Session) -> tuple[Member, ...]:
    """Return the tenant's members in the order in which they joined."""
    return await member_store.every_member(session)


async def holders_of(session: Session, permission: Permission) -> tuple[Member, ...]:
    """Return the members whose role has a permission."""
    return tuple(member for member in await members(session) if permission in PERMISSIONS[member.role])


async def invitations(session: Session) -> tuple[Invitation, ...]:
    """Return the invitations that nobody has accepted yet, the newest first."""
    return await invitation_store.every_invitation(session)


async def own_tenant(session: Session) -> Tenant:
    """Return the session's own tenant: as it was read before, where the session was opened with it."""
    if isinstance(session.known, Tenant) and session.known.id == session.tenant_id:
        return session.known
    return await tenant_store.load_tenant(session)


async def tenant_as_of(actor: Actor, cache: Cache, database: Database) -> Tenant:
    """
    Return the actor's tenant with its settings as they are: out of the cache where they are kept, by their version.

    For pages, which show. What decides or writes reads ``own_tenant`` in its own transaction.
    """
    kept = await cache.get(actor.tenant_id, SETTINGS, actor.settings_version, Tenant)
    if kept is not None and kept.id == actor.tenant_id and kept.settings_version == actor.settings_version:
        return kept
    async with database.as_tenant(actor.tenant_id) as session:
        tenant = await tenant_store.load_tenant(session)
    # Under the version that it has by now, which the next request asks for.
    await cache.keep(actor.tenant_id, SETTINGS, tenant.settings_version, tenant)
    return tenant


async def tenant_ids_of(reads: HotReads, person_id: PersonId) -> frozenset[TenantId]:
    """Return the ids of a person's tenants."""
    row = await reads.look_up("SELECT array(SELECT directory.tenants_of_person($1)) AS ids", person_id)
    return frozenset(TenantId(found) for found in row["ids"]) if row else frozenset()
