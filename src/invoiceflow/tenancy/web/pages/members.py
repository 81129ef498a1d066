"""The members: who is in the tenant, in which role; changing roles, removing, leaving, handing over."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Forbidden, Invalid, Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.change_role import ChangeRole, change_role
from invoiceflow.tenancy.actions.remove_member import LeaveTenant, RemoveMember, leave_tenant, remove_member
from invoiceflow.tenancy.actions.transfer_tenant import TransferTenant, transfer_tenant
from invoiceflow.tenancy.domain.invitation import Invitation
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.web.forms import FormState
from invoiceflow.tenancy.web.pages.roles import LABELS
from invoiceflow.tenancy.web.pages.settings import HOME
from invoiceflow.web import fields, frame
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import read_form
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of, require_elevation
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import Toast, initials
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import ago, moment

MEMBERS = f"{HOME}/members"
MANAGE = [permitted(Permission.MANAGE_MEMBERS)]
BLANK = FormState({"email": "", "role": Role.MEMBER.value})


class RoleForm(msgspec.Struct):
    """A role, chosen."""

    role: Role


class InviteForm(msgspec.Struct):
    """Who is invited."""

    email: fields.Email
    role: Role


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


@get(MEMBERS, guards=[permitted(Permission.READ)])
async def members(request: Request, database: TheDatabase, cache: TheCache) -> Response[str]:
    """Show who is in the tenant."""
    return await shown(request, database, cache, BLANK)


@post(f"{MEMBERS}/{{member_id:uuid}}/role", guards=MANAGE)
async def change(
    request: Request, data: Form, database: TheDatabase, member_id: FromPath[UUID]
) -> Response[str]:
    """Give a member another role; making or unmaking an owner asks who it is first."""
    role = read_form(data, RoleForm).role
    person, at = person_of(request), visit_in(request.scope).at
    try:
        async with transaction(request, database) as session:
            before = await change_role(session, ChangeRole(member_id, role, person, at))
            if Role.OWNER in (before.role, role) and before.role is not role:
                require_elevation(request)
    except (Refused, Invalid) as refusal:
        return _not_done(request, refusal)
    return go(
        here(request), Toast(f"{before.name} is {LABELS[role].lower()} now", "From their next click on.")
    )


@post(f"{MEMBERS}/{{member_id:uuid}}/remove", guards=MANAGE)
async def remove(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    member_id: FromPath[UUID],
) -> Response[str]:
    """Remove a member at once; removing an owner asks who it is first."""
    person, at = person_of(request), visit_in(request.scope).at
    try:
        async with transaction(request, database) as session:
            gone = await remove_member(session, RemoveMember(member_id, person, at))
            if gone.role is Role.OWNER:
                require_elevation(request)
    except Refused as refusal:
        return _not_done(request, refusal)
    return go(here(request), Toast(f"{gone.name} is no member any more", "What they did keeps their name."))


@post(f"{MEMBERS}/leave", guards=[permitted(Permission.READ)])
async def leave(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
) -> Response[str]:
    """Leave the tenant."""
    person, at = person_of(request), visit_in(request.scope).at
    try:
        async with transaction(request, database) as session:
            await leave_tenant(session, LeaveTenant(person, at))
    except Refused as refusal:
        return _not_done(request, refusal)
    return go("/app")


@post(f"{MEMBERS}/{{member_id:uuid}}/transfer", guards=[permitted(Permission.TRANSFER_TENANT), elevated])
async def transfer(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    member_id: FromPath[UUID],
) -> Response[str]:
    """Hand the tenant over to another owner."""
    person, at = person_of(request), visit_in(request.scope).at
    try:
        async with transaction(request, database) as session:
            heir = await transfer_tenant(session, TransferTenant(member_id, person, at))
    except Refused as refusal:
        return _not_done(request, refusal)
    return go(here(request), Toast(f"{heir.name} owns the tenant now", "You are an admin."))


def here(request: Request) -> str:
    """Return the address of the members' page."""
    return f"/app/{actor_of(request).tenant_slug}/settings/members"


def _not_done(request: Request, refusal: Refused | Invalid | Forbidden) -> Response[str]:
    return go(here(request), Toast("Nothing was changed", refusal.message, "danger"))


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
    manages = actor.may(Permission.MANAGE_MEMBERS)
    owners = sum(member.role is Role.OWNER for member in found)
    alone = actor.role == Role.OWNER and owners == 1
    page = MembersPage(
        places=places(actor, "Members"),
        members=tuple(_line(request, member, zone, _keys(made.get(member.person_id, 0))) for member in found),
        invitations=tuple(_waiting(request, each, zone) for each in waiting) if manages else (),
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
    manages = actor.may(Permission.MANAGE_MEMBERS) and not member.role.is_above(Role(actor.role))
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
        role_url=f"{one}/role" if manages else "",
        remove_url=f"{one}/remove" if manages and not own else "",
        transfer_url=f"{one}/transfer" if hands_over else "",
    )


def _waiting(request: Request, invitation: Invitation, zone: str) -> InvitationLine:
    one, now = f"{here(request)}/invitations/{invitation.id}", visit_in(request.scope).at
    if invitation.mail_error:
        state = f"Email failed: {invitation.mail_error}"
    elif now >= invitation.expires_at:
        state = "Too old: send it again"
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
        failed=bool(invitation.mail_error) or now >= invitation.expires_at,
        again_url=f"{one}/again",
        revoke_url=f"{one}/revoke",
    )


handlers = [members, change, remove, leave, transfer]
