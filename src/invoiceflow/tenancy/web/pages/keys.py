"""API keys: listed, made and revoked."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Meta

from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import ApiKeyId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.create_api_key import (
    AlreadyCreated,
    CreateApiKey,
    create_api_key,
    scope_problems,
)
from invoiceflow.tenancy.actions.revoke_api_key import RevokeApiKey, revoke_api_key
from invoiceflow.tenancy.domain.scope import BY_AREA, FULL, READ_ONLY
from invoiceflow.tenancy.queries import KeyRow
from invoiceflow.tenancy.web.forms import FormState, refused
from invoiceflow.tenancy.web.models import KeyLine, KeysPage, Tick
from invoiceflow.tenancy.web.pages.settings import HOME
from invoiceflow.web import fields, frame
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import read_form
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheCache, TheDatabase
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of
from invoiceflow.web.places import places
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import ago, moment

KEYS = f"{HOME}/keys"
MANAGE = [permitted(Permission.MANAGE_KEYS)]
REMEMBERED = timedelta(days=30)
"""How long a key that was revoked still stands in the list."""

REVOKE = [permitted(Permission.REVOKE_KEYS)]


Access = Annotated[
    Literal["full", "read", "areas"],
    Meta(extra={"code": "api_key.access", "message": "Choose what the key may do."}),
]
Expiry = Annotated[
    Literal["30", "90", "365", "never"],
    Meta(extra={"code": "api_key.expiry", "message": "Choose how long the key shall be good."}),
]
EXPIRIES = (("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("never", "Never: until it is revoked"))
ACCESSES = (
    ("full", "Everything", "All that the API can do. Never settings, members or keys."),
    ("read", "Read only", "See everything, change nothing."),
    ("areas", "By area", "Only what is ticked below."),
)
FRESH = FormState({"name": "", "access": "read", "expires": "90"})


class NewKey(msgspec.Struct):
    """A key to be made. Its scopes by area are fields of their own, ``scope:clients:read`` and so on."""

    name: fields.Name
    access: Access = "read"
    expires: Expiry = "90"

    def scopes(self, sent: Mapping[str, str]) -> tuple[str, ...]:
        """Return the scopes that the form asks for."""
        if self.access != "areas":
            return (FULL if self.access == "full" else READ_ONLY,)
        return _ticked(sent)

    def ends(self, at: datetime) -> datetime | None:
        """Return when the key ends by itself, if ever."""
        return None if self.expires == "never" else at + timedelta(days=int(self.expires))


@get(KEYS, guards=REVOKE)
async def keys(request: Request, database: TheDatabase, cache: TheCache) -> Response[str]:
    """List the tenant's API keys."""
    return _shown(request, await _lines(request, database, cache), FRESH)


@post(KEYS, guards=[*MANAGE, elevated])
async def create_key(request: Request, data: Form, database: TheDatabase, cache: TheCache) -> Response[str]:
    """Make a key and show it: this once, since only its hash is kept. A form makes one, however often it is sent."""
    try:
        sent = read_form(data, NewKey, lambda fits: _scopes_too(fits, data))
        async with transaction(request, database) as session:
            secret = await create_api_key(session, _command(request, sent, data))
    except AlreadyCreated as again:
        return go(_home(request), Toast("No second key was made", again.message))
    except Invalid as broken:
        form = refused(NewKey, data, broken.errors)
        return _shown(
            request, await _lines(request, database, cache), form, status=422, ticked=frozenset(data)
        )
    return _shown(request, await _lines(request, database, cache), FRESH, made=(sent.name, secret))


@post(f"{KEYS}/{{key_id:uuid}}/revoke", guards=[*REVOKE, elevated])
async def revoke_key(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    key_id: FromPath[UUID],
) -> Response[str]:
    """End a key at once, for good."""
    command = RevokeApiKey(key_id, person_of(request), visit_in(request.scope).at)
    async with transaction(request, database) as session:
        name = await revoke_api_key(session, command)
    return go(_home(request), Toast(f"“{name}” is revoked", "Programs that use it are refused from now on."))


def _ticked(sent: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(scope.name for scope in BY_AREA if sent.get(f"scope:{scope.name}"))


def _scopes_too(fits: Mapping[str, Any], sent: Mapping[str, str]) -> tuple[FieldError, ...]:
    """Return what is wrong with the scopes of a key whose other fields are broken."""
    return scope_problems(_ticked(sent)) if fits.get("access") == "areas" else ()


def _command(request: Request, sent: NewKey, data: Mapping[str, str]) -> CreateApiKey:
    actor, at = actor_of(request), visit_in(request.scope).at
    return CreateApiKey(
        name=sent.name,
        actor=actor.name,
        at=at,
        scopes=sent.scopes(data),
        expires_at=sent.ends(at),
        maker=actor.person_id,
        key_id=_key_id(data),
    )


def _confirm_url(request: Request, home: str) -> str:
    """Return where the person proves themselves before the form is filled; nothing when they just did."""
    if person_of(request).elevated(visit_in(request.scope).at):
        return ""
    return "/login/confirm?" + urlencode({"next": home})


def _key_id(data: Mapping[str, str]) -> ApiKeyId | None:
    try:
        return ApiKeyId(UUID(data.get("key_id", "")))
    except ValueError:
        return None


def _home(request: Request) -> str:
    return f"/app/{actor_of(request).tenant_slug}/settings/keys"


async def _lines(request: Request, database: Database, cache: Cache) -> tuple[KeyLine, ...]:
    zone = (await queries.tenant_as_of(actor_of(request), cache, database)).profile.time_zone
    async with transaction(request, database) as session:
        since = visit_in(request.scope).at - REMEMBERED
        rows = await queries.keys(session, revoked_since=since)
    return tuple(_line(request, row, zone, _home(request)) for row in rows)


def _shown(
    request: Request,
    keys: tuple[KeyLine, ...],
    form: FormState,
    *,
    status: int = 200,
    made: tuple[str, str] = ("", ""),
    ticked: frozenset[str] = frozenset(),
) -> Response[str]:
    home = _home(request)
    page = KeysPage(
        places=places(actor_of(request), "API keys"),
        action=home if actor_of(request).may(Permission.MANAGE_KEYS) else "",
        key_id=str(new_id(visit_in(request.scope).at)),
        confirm_url=_confirm_url(request, home),
        form=form,
        keys=keys,
        secret_name=made[0],
        secret=made[1],
        accesses=ACCESSES,
        expiries=EXPIRIES,
        areas=tuple(_areas(ticked)),
    )
    template = "tenancy/settings/keys.html"
    return frame.page(request, template, title="Settings", current="Settings", status=status, page=page)


def _areas(ticked: frozenset[str]) -> Iterator[tuple[str, tuple[Tick, ...]]]:
    """Yield each area with the ticks of its scopes, those set that a refused form had set."""
    for area in dict.fromkeys(scope.area for scope in BY_AREA):
        own = (scope for scope in BY_AREA if scope.area == area)
        names = [(f"scope:{scope.name}", scope) for scope in own]
        yield area, tuple(Tick(name, scope.label, scope.name, name in ticked) for name, scope in names)


def _line(request: Request, row: KeyRow, zone: str, home: str) -> KeyLine:
    now = visit_in(request.scope).at
    return KeyLine(
        id=str(row.id),
        name=row.name,
        prefix=f"{row.prefix}…",
        created=ago(row.created_at, zone, now),
        made_by=_made_by(row),
        used=ago(row.last_used_at, zone, now) if row.last_used_at else "",
        allowed=_allowed(row.scopes),
        ends=f"revoked {ago(row.revoked_at, zone, now)}"
        if row.revoked_at
        else _ends(row.expires_at, zone, now),
        is_over=row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now),
        revoke_url="" if row.revoked_at else f"{home}/{row.id}/revoke",
    )


def _made_by(row: KeyRow) -> str:
    if row.made_by:
        return f"by {row.made_by}"
    return "by a former member" if row.created_by else "on the command line"


def _allowed(names: tuple[str, ...]) -> str:
    """Return what a key may do, in few words: those of a whole, else the scopes by name."""
    whole = {FULL: "Everything", READ_ONLY: "Read only"}
    return ", ".join(whole.get(name, name) for name in names)


def _ends(at: datetime | None, zone: str, now: datetime) -> str:
    if at is None:
        return "never"
    return moment(at, zone, now) if at > now else f"expired {ago(at, zone, now)}"


handlers = [keys, create_key, revoke_key]
