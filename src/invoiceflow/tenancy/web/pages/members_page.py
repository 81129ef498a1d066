"""The page of the members, and of those who were invited."""

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Response

from invoiceflow.kernel.ids import PersonId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.domain.invitation import Invitation
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.web.forms import FormState
from invoiceflow.tenancy.web.pages.roles import LABELS
from invoiceflow.web import frame
from invoiceflow.web.acting import transaction
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of, person_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import initials
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import ago, moment

BLANK = FormState({"email": "", "role": Role.MEMBER.value})


@dataclass(frozen=True, slots=True)
class MemberLine:
    """
    A member in the list. Addresses are empty where the reader may not do it.

    ``keys`` are the API keys that they made and that end with them ("2 API keys"); empty where there are none.
    """

    id: str
    name: str
    email: str
    initials: str
    role: str
    role_label: str
    joined: str
    own: bool
    keys: str = ""
    role_url: str = ""
    remove_url: str = ""
    transfer_url: str = ""


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that nobody has accepted yet."""

    id: str
    email: str
    role_label: str
    by: str
    state: str
    failed: bool
    again_url: str
    revoke_url: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The whole page; ``action`` is empty for who may not invite."""

    places: tuple[Place, ...]
    members: tuple[MemberLine, ...]
    invitations: tuple[InvitationLine, ...]
    roles: tuple[tuple[str, str], ...]
    form: FormState
    action: str
    leave_url: str
    why_not_leave: str
    own_keys: str


def here(request: Request) -> str:
    """Return the address of the members' page."""
    return f"/app/{actor_of(request).tenant_slug}/settings/members"


async def shown(
    request: Request, database: Database, cache: Cache, form: FormState, *, status: int = 200
) -> Response[str]:
    """Return the page, with the form of a new invitation."""
    zone = (await queries.tenant_as_of(actor_of(request), cache, database)).profile.time_zone
    async with transaction(request, database) as session:
        found = await queries.members(session)
        waiting = await queries.invitations(session)
        made = await queries.keys_by_maker(session)
    actor = actor_of(request)
    manages, removes = actor.may(Permission.MANAGE_MEMBERS), actor.may(Permission.REMOVE_MEMBERS)
    roles = {member.person_id: member.role for member in found}
    owners = sum(member.role is Role.OWNER for member in found)
    alone = actor.role == Role.OWNER and owners == 1
    page = MembersPage(
        places=places(actor, "Members"),
        members=tuple(_line(request, member, zone, _keys(made.get(member.person_id, 0))) for member in found),
        invitations=tuple(_waiting(request, each, zone, roles) for each in waiting) if removes else (),
        roles=_roles(Role(actor.role)) if manages else (),
        form=form,
        action=f"{here(request)}/invite" if manages else "",
        leave_url=f"{here(request)}/leave",
        why_not_leave="You are the only owner. Make somebody else an owner first." if alone else "",
        own_keys=_keys(made.get(person_of(request).id, 0)),
    )
    template = "tenancy/settings/members.html"
    return frame.page(request, template, title="Settings", current="Settings", status=status, page=page)


def _roles(own: Role) -> tuple[tuple[str, str], ...]:
    return tuple((role.value, LABELS[role]) for role in Role if not role.is_above(own))


def _keys(count: int) -> str:
    if not count:
        return ""
    return "1 API key" if count == 1 else f"{count} API keys"


def _line(request: Request, member: Member, zone: str, keys: str) -> MemberLine:
    actor, one = actor_of(request), f"{here(request)}/{member.id}"
    own = member.person_id == actor.person_id
    within_reach = not member.role.is_above(Role(actor.role))
    hands_over = actor.may(Permission.TRANSFER_TENANT) and not own
    return MemberLine(
        id=str(member.id),
        name=member.name,
        email=member.email,
        initials=initials(member.name),
        role=member.role.value,
        role_label=LABELS[member.role],
        joined=ago(member.created_at, zone, visit_in(request.scope).at),
        own=own,
        keys=keys,
        role_url=f"{one}/role" if within_reach and actor.may(Permission.MANAGE_MEMBERS) else "",
        remove_url=f"{one}/remove"
        if within_reach and not own and actor.may(Permission.REMOVE_MEMBERS)
        else "",
        transfer_url=f"{one}/transfer" if hands_over else "",
    )


def _waiting(
    request: Request, invitation: Invitation, zone: str, roles: Mapping[PersonId, Role]
) -> InvitationLine:
    one, now = f"{here(request)}/invitations/{invitation.id}", visit_in(request.scope).at
    is_dead = now >= invitation.expires_at or not invitation.is_worth(roles.get(invitation.invited_by))
    if invitation.mail_error:
        state = f"Email failed: {invitation.mail_error}"
    elif now >= invitation.expires_at:
        state = "Too old: send it again"
    elif is_dead:
        state = f"Opens no more: {invitation.invited_by_name} may not give this role now"
    elif invitation.sent_at is None:
        state = "Email on its way"
    else:
        state = f"Good until {moment(invitation.expires_at, zone, now)}"
    return InvitationLine(
        id=str(invitation.id),
        email=invitation.email,
        role_label=LABELS[invitation.role],
        by=invitation.invited_by_name,
        state=state,
        failed=bool(invitation.mail_error) or is_dead,
        again_url=f"{one}/again" if actor_of(request).may(Permission.MANAGE_MEMBERS) else "",
        revoke_url=f"{one}/revoke",
    )
