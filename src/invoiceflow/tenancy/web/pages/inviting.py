"""Invitations, as members send them: new ones, again, and taken back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import FieldError, Invalid, Refused
from invoiceflow.kernel.limit import INVITATION_MAILS, INVITATIONS_PERSON
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.secrets import derived
from invoiceflow.runtime.settings import Settings
from invoiceflow.tenancy.actions.invite_member import (
    InviteAgain,
    InviteMember,
    RevokeInvitation,
    invite_again,
    invite_member,
    require_stranger,
    revoke_invitation,
)
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.web.forms import refused
from invoiceflow.tenancy.web.pages.members import MANAGE, MEMBERS, REMOVE
from invoiceflow.tenancy.web.pages.members_page import here, shown
from invoiceflow.web import fields
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import fitting_fields, read_form
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, person_of, require_elevation
from invoiceflow.web.limits import counted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in


class InviteForm(msgspec.Struct):
    """Who is invited."""

    email: fields.Email
    role: Role


@post(f"{MEMBERS}/invite", guards=MANAGE)
async def invite(
    request: Request, data: Form, database: TheDatabase, cache: TheCache, settings: TheSettings
) -> Response[str]:
    """Invite somebody; inviting an owner asks who it is first."""
    person, at = person_of(request), visit_in(request.scope).at
    try:
        typed = read_form(data, InviteForm)
        if typed.role is Role.OWNER:
            require_elevation(request)
        async with _email(request), transaction(request, database) as session:
            command = InviteMember(typed.email, typed.role, person, _key(settings), at)
            invitation = await invite_member(session, command)
    except Invalid as wrong:
        errors = (*wrong.errors, *await _known_too(request, data, database))
        return await shown(request, database, cache, refused(InviteForm, data, errors), status=422)
    except Refused as refusal:
        form = refused(InviteForm, data, (_known(refusal),))
        return await shown(request, database, cache, form, status=409)
    return go(here(request), Toast(f"{invitation.email} is invited", "The email is on its way.", "success"))


@post(f"{MEMBERS}/invitations/{{invitation_id:uuid}}/again", guards=MANAGE)
async def again(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    settings: TheSettings,
    invitation_id: FromPath[UUID],
) -> Response[str]:
    """Send an invitation again, under a new link; an owner's asks who it is first, as the first one did."""
    person, at = person_of(request), visit_in(request.scope).at
    async with _email(request), transaction(request, database) as session:
        new = await invite_again(session, InviteAgain(invitation_id, person, _key(settings), at))
        if new.role is Role.OWNER:
            require_elevation(request)
    return go(here(request), Toast(f"{new.email} is invited again", "The link of before leads nowhere now."))


@post(f"{MEMBERS}/invitations/{{invitation_id:uuid}}/revoke", guards=REMOVE)
async def revoke(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    invitation_id: FromPath[UUID],
) -> Response[str]:
    """Take an invitation back."""
    person, at = person_of(request), visit_in(request.scope).at
    async with transaction(request, database) as session:
        gone = await revoke_invitation(session, RevokeInvitation(invitation_id, person, at))
    return go(here(request), Toast(f"The invitation of {gone.email} is taken back"))


async def _known_too(request: Request, data: dict[str, str], database: Database) -> tuple[FieldError, ...]:
    """Return that an address is known here already, beside fields that are broken."""
    email = fitting_fields(data, InviteForm).get("email")
    if email is None:
        return ()
    try:
        async with transaction(request, database) as session:
            await require_stranger(session, email)
    except Refused as refusal:
        return (_known(refusal),)
    return ()


def _known(refusal: Refused) -> FieldError:
    return FieldError(refusal.code, "/email", refusal.message)


@asynccontextmanager
async def _email(request: Request) -> AsyncIterator[None]:
    """Count the email of an invitation: for who sends it, whatever the tenant, and for the tenant."""
    mine = counted(request, INVITATIONS_PERSON, person_of(request).id)
    async with mine, counted(request, INVITATION_MAILS, actor_of(request).tenant_id):
        yield


def _key(settings: Settings) -> bytes:
    return derived(settings.secret_key, KEY_PURPOSE)


handlers = [invite, again, revoke]
