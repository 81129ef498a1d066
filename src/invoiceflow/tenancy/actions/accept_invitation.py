"""Accept an invitation: become a member."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.identity.queries import as_known_now, proven_addresses
from invoiceflow.kernel.actor import Mark, Person
from invoiceflow.kernel.errors import Forbidden, Refused
from invoiceflow.kernel.ids import MemberId, TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy.domain.invitation import Invitation, hash_of, is_among
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.store import closing, invitations, members, tenants


class InvitationExpired(Refused):
    """It is older than seven days."""

    code = "invitation.expired"


class OtherAddress(Forbidden):
    """The invitation, to the tenant of that id, is for another address than that of the person."""

    code = "invitation.other_address"

    def __init__(self, email: str, tenant_id: TenantId) -> None:
        super().__init__(f"This invitation is for {email}. Sign in with that address.")
        self.tenant_id = tenant_id


class InvitationVoid(Refused):
    """Who sent it may not give that role any more, or left; or the tenant is being deleted."""

    code = "invitation.void"


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """``person`` is signed in. Which addresses they have proven is asked of the directory, not of their session."""

    token: str
    person: Person
    at: datetime
    request_id: str = ""


async def accept_invitation(database: Database, command: AcceptInvitation) -> str:
    """
    Make the person a member and return the tenant's slug. An invitation is used up by it.

    A member who accepts another invitation keeps the role that they have.

    Raises:
        NoSuchInvitation: the token stands for none, or for none any more.
        InvitationExpired, OtherAddress, InvitationVoid: it does not hold for this person at this time.
    """
    token_hash = hash_of(command.token)
    tenant_id = await tenants.tenant_of_invitation(database, token_hash)
    if tenant_id is None:
        raise invitations.NoSuchInvitation("This invitation is used up, was taken back, or never existed.")
    return await _join(database, tenant_id, token_hash, command)


async def _join(database: Database, tenant_id: TenantId, token_hash: bytes, command: AcceptInvitation) -> str:
    by = Mark("person", command.person.id)
    async with database.as_tenant(tenant_id, request_id=command.request_id, by=by) as session:
        tenant = await tenants.lock_tenant(session)
        invitation = await invitations.invitation_of_token(session, token_hash)
        command = replace(command, person=await as_known_now(session.connection, command.person))
        if not is_among(invitation.email, await proven_addresses(session.connection, command.person)):
            raise OtherAddress(invitation.email, tenant_id)
        _require_fresh(invitation, command.at)
        await _require_staying(session)
        _require_sender(invitation, await members.member_of_person(session, invitation.invited_by))
        await invitations.delete_invitation(session, invitation)
        if await members.member_of_person(session, command.person.id) is None:
            await _enter(session, invitation, command)
    return tenant.slug


def _require_fresh(invitation: Invitation, at: datetime) -> None:
    if at >= invitation.expires_at:
        raise InvitationExpired(
            f"This invitation is too old. Ask {invitation.invited_by_name} for a new one."
        )


async def _require_staying(session: Session) -> None:
    if (await closing.closing_of(session)).purge_after is not None:
        raise InvitationVoid("This tenant is being deleted. Nobody can join it any more.")


def _require_sender(invitation: Invitation, sender: Member | None) -> None:
    if not invitation.is_worth(sender.role if sender else None):
        raise InvitationVoid(
            "Whoever sent this invitation may not give that role any more. Ask for a new one."
        )


async def _enter(session: Session, invitation: Invitation, command: AcceptInvitation) -> None:
    person, member_id = command.person, MemberId(new_id(command.at))
    await members.add_member(session, member_id, person, invitation.role, command.at)
    detail: Detail = {
        "name": person.name,
        "email": invitation.email,
        "role.before": None,
        "role.after": invitation.role.value,
        "invited_by": invitation.invited_by_name,
    }
    await record(session, Fact(command.at, person.name, "member.joined", "member", member_id, detail))
