"""API keys: listed, made and revoked."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoiceflow.tenancy.actions.revoke_api_key import RevokeApiKey, revoke_api_key
from invoiceflow.tenancy.queries import KeyRow
from invoiceflow.tenancy.web.forms import FormState, refused
from invoiceflow.tenancy.web.models import KeyLine, KeysPage, places
from invoiceflow.tenancy.web.pages.settings import HOME, transaction
from invoiceflow.web import fields, frame
from invoiceflow.web.body import read_form
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import ago

KEYS = f"{HOME}/keys"
MANAGE = [permitted(Permission.MANAGE_KEYS)]


class NewKey(msgspec.Struct):
    """A key to be made."""

    name: fields.Name


@get(KEYS, guards=MANAGE)
async def keys(request: Request, database: TheDatabase) -> Response[str]:
    """List the tenant's API keys."""
    return await _shown(request, database, FormState({"name": ""}))


@post(KEYS, guards=MANAGE)
async def create_key(request: Request, data: Form, database: TheDatabase) -> Response[str]:
    """Make a key and show it: this once, since only its hash is kept."""
    try:
        name = read_form(data, NewKey).name
    except Invalid as broken:
        return await _shown(request, database, refused(NewKey, data, broken.errors), status=422)
    command = CreateApiKey(name, actor_of(request).name, visit_in(request.scope).at)
    async with transaction(request, database) as session:
        secret = await create_api_key(session, command)
    return await _shown(request, database, FormState({"name": ""}), secret=secret, secret_name=name)


@post(f"{KEYS}/{{key_id:uuid}}/revoke", guards=MANAGE)
async def revoke_key(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    key_id: FromPath[UUID],
) -> Response[str]:
    """End a key at once, for good."""
    command = RevokeApiKey(key_id, actor_of(request).name, visit_in(request.scope).at)
    async with transaction(request, database) as session:
        name = await revoke_api_key(session, command)
    home = f"/app/{actor_of(request).tenant_slug}/settings/keys"
    return go(home, Toast(f"“{name}” is revoked", "Programs that use it are refused from now on."))


async def _shown(
    request: Request,
    database: Database,
    form: FormState,
    *,
    status: int = 200,
    secret: str = "",
    secret_name: str = "",
) -> Response[str]:
    async with transaction(request, database) as session:
        zone = (await queries.own_tenant(session)).profile.time_zone
        rows = await queries.keys(session)
    home = f"/app/{actor_of(request).tenant_slug}/settings/keys"
    page = KeysPage(
        places=places(actor_of(request).tenant_slug, "API keys"),
        action=home,
        form=form,
        keys=tuple(_line(request, row, zone, home) for row in rows),
        secret=secret,
        secret_name=secret_name,
    )
    template = "tenancy/settings/keys.html"
    return frame.page(request, template, title="Settings", current="Settings", status=status, page=page)


def _line(request: Request, row: KeyRow, zone: str, home: str) -> KeyLine:
    now = visit_in(request.scope).at
    return KeyLine(
        id=str(row.id),
        name=row.name,
        prefix=f"{row.prefix}…",
        created=ago(row.created_at, zone, now),
        used=ago(row.last_used_at, zone, now) if row.last_used_at else "",
        revoke_url=f"{home}/{row.id}/revoke",
    )


handlers = [keys, create_key, revoke_key]
