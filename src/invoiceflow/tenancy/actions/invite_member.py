"""Invite somebody by email, invite them again, or take the invitation back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.identity.domain.email import canonical
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvitationId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.queue import defer
from invoiceflow.tenancy.actions.require_member import require_member, require_reach
from invoiceflow.tenancy.domain.invitation import LIFETIME, Invitation, hash_of, plain_address, token_of
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.store import invitations, members

SEND_INVITATION = "tenancy.send_invitation"


class AlreadyMember(Refused):
    """Somebody of that address is a member."""

    code = "member.already"


class AlreadyInvited(Refused):
    """There is an invitation for that address."""

    code = "invitation.pending"


@dataclass(frozen=True, slots=True)
class InviteMember:
    """``key`` is the secret derived for invitations; it is used, never stored."""

    email: str
    role: Role
    by: Person
    key: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class InviteAgain:
    """Send an invitation once more, in one's own name."""

    invitation_id: UUID
    by: Person
    key: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class RevokeInvitation:
    """Take an invitation back."""

    invitation_id: UUID
    by: Person
    at: datetime


async def invite_member(session: Session, command: InviteMember) -> Invitation:
    """
    Write an invitation and queue its email.

    Raises:
        Invalid: it is no address that can be signed in by.
        NotYours: the role stands above the actor's own.
        AlreadyMember, AlreadyInvited: the address is known here.
    """
    by = await require_member(session, command.by, Permission.MANAGE_MEMBERS)
    require_reach(by, command.role)
    email = canonical(command.email)
    await require_stranger(session, email)
    invitation_id = InvitationId(new_id(command.at))
    invitation = Invitation(
        id=invitation_id,
        email=email,
        role=command.role,
        invited_by=by.person_id,
        invited_by_name=by.name,
        version=1,
        token_hash=hash_of(token_of(command.key, session.tenant_id, invitation_id, 1)),
        created_at=command.at,
        expires_at=command.at + LIFETIME,
    )
    await invitations.add_invitation(session, invitation)
    await _send(session, invitation)
    await record(session, _fact(command.at, by.name, "member.invited", invitation))
    return invitation


async def require_stranger(session: Session, email: str) -> None:
    """
    Refuse an address that needs no invitation, or has one.

    Raises:
        AlreadyMember, AlreadyInvited: the address is known here.
    """
    email = plain_address(email)
    if any(plain_address(member.email) == email for member in await members.every_member(session)):
        raise AlreadyMember(f"{email} is a member already.")
    if await invitations.is_invited(session, email):
        raise AlreadyInvited(f"{email} is invited already. Send that invitation again instead.")


async def invite_again(session: Session, command: InviteAgain) -> Invitation:
    """
    Give an invitation a new token and another seven days, and queue its email; the old link leads nowhere.

    Raises:
        NoSuchInvitation: there is none of that id.
        NotYours: its role stands above the actor's own.
    """
    by = await require_member(session, command.by, Permission.MANAGE_MEMBERS)
    old = await invitations.load_invitation(session, command.invitation_id)
    require_reach(by, old.role)
    version = old.version + 1
    new = replace(
        old,
        invited_by=by.person_id,
        invited_by_name=by.name,
        version=version,
        token_hash=hash_of(token_of(command.key, session.tenant_id, old.id, version)),
        expires_at=command.at + LIFETIME,
        sent_at=None,
        mail_error="",
    )
    await invitations.replace_invitation(session, old, new)
    await _send(session, new)
    await record(session, _fact(command.at, by.name, "member.invited_again", new))
    return new


async def revoke_invitation(session: Session, command: RevokeInvitation) -> Invitation:
    """
    Take an invitation back and return it; its link leads nowhere.

    Raises:
        NoSuchInvitation: there is none of that id.
        NotYours: its role stands above the actor's own.
    """
    by = await require_member(session, command.by, Permission.REMOVE_MEMBERS)
    invitation = await invitations.load_invitation(session, command.invitation_id)
    require_reach(by, invitation.role)
    await invitations.delete_invitation(session, invitation)
    await record(session, _fact(command.at, by.name, "invitation.revoked", invitation))
    return invitation


async def _send(session: Session, invitation: Invitation) -> None:
    ids = {"invitation_id": str(invitation.id), "version": str(invitation.version)}
    await defer(session, SEND_INVITATION, ids)


def _fact(at: datetime, actor: str, action: str, invitation: Invitation) -> Fact:
    detail: Detail = {"email": invitation.email, "role": invitation.role.value}
    return Fact(at, actor, action, "invitation", invitation.id, detail)
