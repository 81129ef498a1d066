"""Who acts: answers to what the shell asks about sessions, members and keys, and where it leaves refusals."""

from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.audit.domain.entry import Detail
from invoiceflow.identity import queries as identity
from invoiceflow.identity.store import cookie as session_cookie
from invoiceflow.kernel.actor import NOBODY, Actor, Mark, Person
from invoiceflow.kernel.ids import PersonId, TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.reads import HotReads
from invoiceflow.runtime.signing import KeyRing
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.actions.note_key_use import note_key_use
from invoiceflow.tenancy.actions.record_refusal import MOST_TENANTS, RecordRefusal, record_refusal
from invoiceflow.tenancy.actions.refresh_member import refresh_member
from invoiceflow.tenancy.domain.scope import scope_for
from invoiceflow.web.refusals import Refusal
from invoiceflow.web.visit import Recognised


@dataclass(frozen=True, slots=True)
class Lookup:
    """Answers the shell's questions about who acts."""

    redis: Redis
    reads: HotReads
    database: Database
    secret_key: str
    previous: tuple[str, ...] = ()

    async def session(self, cookie: str, at: datetime) -> Recognised | None:
        """Return whose living session the cookie names, and note its use."""
        found = await identity.living_session(self.redis, cookie, keys=self._keys, at=at)
        return Recognised(found.person, found.renewed, found.seconds) if found else None

    async def person(self, cookie: str, at: datetime) -> Person | None:
        """Return whose living session the cookie names, without using it."""
        secret, previous = self.secret_key, self.previous
        return await identity.person_of_cookie(
            self.redis, cookie, secret_key=secret, at=at, previous=previous
        )

    def claimed(self, cookie: str, at: datetime) -> Person | None:
        """Return whom the cookie names by itself, while that may be believed."""
        return identity.person_of_claims(cookie, keys=self._keys, at=at)

    async def awake(self) -> None:
        """Return when Redis answers."""
        await self.redis.ping()

    @property
    def _keys(self) -> KeyRing:
        return session_cookie.ring(self.secret_key, self.previous)

    async def member(self, person: Person, tenant_slug: str) -> Actor | None:
        """Return the person as a member of that tenant."""
        return await tenancy.actor_of_member(self.reads, person, tenant_slug)

    async def whom_to_ask(self, actor: Actor, permission: Permission) -> str:
        """Return why a member may not do something, and who can."""
        return await tenancy.whom_to_ask(self.reads, actor, permission)

    async def key(self, secret: str, at: datetime) -> Actor | None:
        """Return the actor of an API key."""
        holder = await tenancy.holder_of_key(self.reads, secret, at)
        if holder is None:
            return None
        await note_key_use(self.database, holder, at)
        return holder.actor

    def scope_for(self, permission: Permission) -> str:
        """Return the scope that a key needs for a permission."""
        return scope_for(permission)


@dataclass(frozen=True, slots=True)
class Memberships:
    """Tells a person's tenants what they are called."""

    database: Database

    async def tell(self, person_id: PersonId) -> None:
        """Let every tenant of a person know what they are called, and where they are written to, now."""
        await refresh_member(self.database, person_id)


@dataclass(frozen=True, slots=True)
class Refusals:
    """Keeps refusals in the audit logs."""

    redis: Redis
    reads: HotReads
    database: Database

    async def refused(self, actor: Actor, refusal: Refusal) -> None:
        """Keep a refusal in the tenant that it happened in."""
        asked = f"{refusal.method} {refusal.path}"
        detail: Detail = {"asked_for": asked, "code": refusal.code, "answer": refusal.reason}
        command = RecordRefusal(
            tenant_id=actor.tenant_id,
            by=actor.mark,
            actor=actor.name,
            action="access.refused",
            request_id=refusal.request_id,
            at=refusal.at,
            detail=detail,
        )
        await record_refusal(self.database, self.redis, command)

    async def astray(self, person: Person, refusal: Refusal) -> None:
        """Keep it in each of the person's tenants, without the address: whose it is concerns none of them."""
        own = await tenancy.tenant_ids_of(self.reads, person.id)
        for tenant_id in sorted(own)[:MOST_TENANTS]:
            command = RecordRefusal(
                tenant_id=tenant_id,
                by=Mark("person", person.id),
                actor=person.name,
                action="access.astray",
                request_id=refusal.request_id,
                at=refusal.at,
                detail={},
            )
            await record_refusal(self.database, self.redis, command)

    async def stranger(self, tenant_id: TenantId, refusal: Refusal) -> None:
        """Keep it without who it was, whom the tenant does not know, and without the path, which may hold a secret."""
        command = RecordRefusal(
            tenant_id=tenant_id,
            by=NOBODY,
            actor="Somebody",
            action="access.refused",
            request_id=refusal.request_id,
            at=refusal.at,
            detail={"code": refusal.code, "answer": refusal.reason},
        )
        await record_refusal(self.database, self.redis, command)
