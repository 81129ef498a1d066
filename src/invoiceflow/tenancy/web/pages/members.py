"""The members: who is in the tenant, in which role; changing roles, removing, leaving, handing over."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database, Session
from invoiceflow.tenancy.actions.change_role import ChangeRole, change_role
from invoiceflow.tenancy.actions.remove_member import LeaveTenant, RemoveMember, leave_tenant, remove_member
from invoiceflow.tenancy.actions.transfer_tenant import TransferTenant, transfer_tenant
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.web.pages.members_page import BLANK, here, shown
from invoiceflow.tenancy.web.pages.roles import LABELS
from invoiceflow.tenancy.web.pages.settings import HOME
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import read_form
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of, require_elevation
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

MEMBERS = f"{HOME}/members"
MANAGE = [permitted(Permission.MANAGE_MEMBERS)]
REMOVE = [permitted(Permission.REMOVE_MEMBERS)]

Act = Callable[[Session], Awaitable[Toast]]
"""Changes something, and returns what is said of it."""


class RoleForm(msgspec.Struct):
    """A role, chosen."""

    role: Role


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
    command = ChangeRole(member_id, role, person_of(request), visit_in(request.scope).at)

    async def act(session: Session) -> Toast:
        before = await change_role(session, command)
        if Role.OWNER in (before.role, role) and before.role is not role:
            require_elevation(request)
        return Toast(f"{before.name} has the role {LABELS[role].lower()} now", "From their next click on.")

    return await _told(request, database, act)


@post(f"{MEMBERS}/{{member_id:uuid}}/remove", guards=REMOVE)
async def remove(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    member_id: FromPath[UUID],
) -> Response[str]:
    """Remove a member at once; removing an owner asks who it is first."""
    command = RemoveMember(member_id, person_of(request), visit_in(request.scope).at)

    async def act(session: Session) -> Toast:
        gone = await remove_member(session, command)
        if gone.role is Role.OWNER:
            require_elevation(request)
        return Toast(f"{gone.name} is no member any more", "What they did keeps their name.")

    return await _told(request, database, act)


@post(f"{MEMBERS}/leave", guards=[permitted(Permission.READ)])
async def leave(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    database: TheDatabase,
) -> Response[str]:
    """Leave the tenant."""
    command = LeaveTenant(person_of(request), visit_in(request.scope).at)

    async def act(session: Session) -> Toast:
        await leave_tenant(session, command)
        return Toast(f"You left {actor_of(request).tenant_name}", tone="success")

    return await _told(request, database, act, where="/app")


@post(f"{MEMBERS}/{{member_id:uuid}}/transfer", guards=[permitted(Permission.TRANSFER_TENANT), elevated])
async def transfer(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    database: TheDatabase,
    member_id: FromPath[UUID],
) -> Response[str]:
    """Hand the tenant over to another owner."""
    command = TransferTenant(member_id, person_of(request), visit_in(request.scope).at)

    async def act(session: Session) -> Toast:
        heir = await transfer_tenant(session, command)
        return Toast(f"{heir.name} owns the tenant now", "You are an admin.")

    return await _told(request, database, act)


async def _told(request: Request, database: Database, act: Act, *, where: str = "") -> Response[str]:
    """Act in the one transaction, lead on, and say what was done, or why nothing was."""
    try:
        async with transaction(request, database) as session:
            done = await act(session)
    except (Refused, Invalid) as refusal:
        return go(here(request), Toast("Nothing was changed", refusal.message, "danger"))
    return go(where or here(request), done)


handlers = [members, change, remove, leave, transfer]
