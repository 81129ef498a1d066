"""Revoke an API key, or those that their maker may have no more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.require_member import require_member
from invoiceflow.tenancy.domain.api_key import LivingKey
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.scope import may_hold
from invoiceflow.tenancy.store import keys, members


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """End a key for good."""

    key_id: UUID
    by: Person
    at: datetime


async def revoke_api_key(session: Session, command: RevokeApiKey) -> str:
    """
    End a key and return its name; every request after the commit is refused.

    Raises:
        NotYours: they may not any more.
        NoSuchKey: there is none, or it was revoked before.
    """
    by = await require_member(session, command.by, Permission.REVOKE_KEYS)
    key = await keys.revoke_key(session, command.key_id, command.at)
    maker = await members.member_of_person(session, key.maker) if key.maker else None
    await _record(session, key, actor=by.name, made_by=maker.name if maker else None, at=command.at)
    return key.name


async def revoke_keys_of(
    session: Session, maker: Member, *, role: Role | None, actor: str, at: datetime
) -> None:
    """
    End the keys that a member made and may not have in the role that they get; none is left without any role.

    The tenant must be locked, so that they make no other meanwhile. Rule: docs/rules/roles.md.
    """
    for key in await keys.keys_of_maker(session, maker.person_id):
        if role is None or not may_hold(role, key.scopes):
            await keys.revoke_key(session, key.id, at)
            await _record(session, key, actor=actor, made_by=maker.name, at=at)


async def _record(session: Session, key: LivingKey, *, actor: str, made_by: str | None, at: datetime) -> None:
    detail: Detail = {"name": key.name, "prefix": key.prefix, "made_by": made_by}
    await record(session, Fact(at, actor, "api_key.revoked", "api_key", key.id, detail))
