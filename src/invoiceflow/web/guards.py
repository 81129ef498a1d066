"""
Guards: who may enter a route. Every route names one; tests/architecture fails when one does not.

A guard resolves the actor once and leaves it with the visit.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from invoiceflow.kernel.actor import Actor, Person
from invoiceflow.kernel.errors import Forbidden, Missing, Refused, TooMany, Unauthenticated
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.limit import KEY_GUESS
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.limits import count, hits
from invoiceflow.runtime.turns import Turns
from invoiceflow.web.limits import note, require, source
from invoiceflow.web.problems import unavailable
from invoiceflow.web.steps.shell import SAFE
from invoiceflow.web.visit import ActorLookup, visit_in

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

LASTING: Final = "lasting"
"""An option of handlers whose answer lasts as long as a page is open: it takes no turn from other requests."""

AGAIN_SECONDS: Final = 1
"""After which whoever got no turn may ask again."""


class NotSignedIn(Unauthenticated):
    """The session is missing or over."""

    code = "session.required"


REALM: Final = 'Bearer realm="InvoiceFlow"'
"""How a program proves itself: the beginning of every challenge."""


class BadKey(Unauthenticated):
    """The API key is missing, unknown or revoked. Rule: RFC 6750, 3."""

    code = "api_key.invalid"

    def __init__(self, *, was_sent: bool) -> None:
        over = "The API key is unknown, expired or revoked."
        super().__init__(over if was_sent else "Send an API key: Authorization: Bearer if_…")
        wrong = f', error="invalid_token", error_description="{over}"'
        self.challenge = REALM + (wrong if was_sent else "")


class NotAllowed(Forbidden):
    """The member's role, or the key's scope, does not hold the permission."""

    code = "permission.denied"


class LacksScope(NotAllowed):
    """The API key lacks ``scope``, which is nothing where no key can do what was asked for. Rule: RFC 6750, 3.1."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This API key lacks the scope {scope}." if scope else "No API key can do this.")
        self.challenge = f'{REALM}, error="insufficient_scope"' + (f', scope="{scope}"' if scope else "")


class NotElevated(Forbidden):
    """What was asked for needs a fresh proof of who the person is."""

    code = "session.elevation_required"


class TenantClosing(Refused):
    """The tenant is being deleted, and can only be read."""

    code = "tenant.closing"


class NoSuchTenant(Missing):
    """There is no such tenant, or the person is not a member of it: the same answer to both."""

    code = "tenant.not_found"


async def public(connection: Connection, _: BaseRouteHandler) -> None:
    """Admit everyone. Named, so that a route without any guard is seen to have forgotten one."""
    visit_in(connection.scope)


async def signed_in(connection: Connection, _: BaseRouteHandler) -> None:
    """Admit a person with a living session, whatever their tenants."""
    person_of(connection)


async def elevated(connection: Connection, _: BaseRouteHandler) -> None:
    """
    Admit a person who proved themselves within the last fifteen minutes; others are led to do so.

    Stands behind ``signed_in`` or ``permitted``: ``guards=[permitted(Permission.X), elevated]``.
    """
    require_elevation(connection)


def require_elevation(connection: Connection) -> None:
    """
    Refuse a person whose last proof is too old: for handlers that need a fresh one only for part of what they do.

    Raises:
        NotElevated: it is.
    """
    if not person_of(connection).elevated(visit_in(connection.scope).at):
        raise NotElevated("Confirm first that it is you.")


def permitted(permission: Permission) -> Guard:
    """Admit a member of the tenant in the path whose role holds the permission."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        person = person_of(connection)
        actor = await _lookup(connection).member(person, str(connection.path_params.get("tenant", "")))
        if actor is None:
            raise NoSuchTenant(
                "There is no such tenant, or you are no member of it: perhaps not any more. "
                "Whoever manages its members can tell you."
            )
        await _admit(connection, actor, permission)
        if LASTING not in handler.opt:
            await _take_turn(connection, connection.app.state.crowd.requests, actor.tenant_id)

    return guard


def keyed(permission: Permission) -> Guard:
    """Admit an API key that holds the permission. Cookies count for nothing here."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        scheme, _space, secret = connection.headers.get("authorization", "").partition(" ")
        visit = visit_in(connection.scope)
        actor = (
            await _lookup(connection).key(secret.strip(), visit.at) if scheme.lower() == "bearer" else None
        )
        if actor is None:
            await require(connection, KEY_GUESS, source(visit.address))
            raise BadKey(was_sent=scheme.lower() == "bearer")
        await _count(connection, actor)
        await _admit(connection, actor, permission)
        if LASTING not in handler.opt:
            await _take_turn(connection, connection.app.state.crowd.requests, actor.tenant_id)

    return guard


async def long_file(connection: Connection, _: BaseRouteHandler) -> None:
    """
    Let few of a tenant's long files be sent at once. Stands behind ``permitted``.

    Raises:
        TooMany: no turn came.
    """
    await turn_for_file(connection, actor_of(connection).tenant_id)


async def turn_for_file(connection: Connection, tenant_id: TenantId) -> None:
    """Take a turn among a tenant's long files, as ``long_file`` does."""
    await _take_turn(connection, connection.app.state.crowd.files, tenant_id)


def needed_by(guard: Guard) -> Permission | None:
    """Return the permission that a guard of this module asks for."""
    found = inspect.getclosurevars(guard).nonlocals.get("permission")
    return found if isinstance(found, Permission) else None


def person_of(connection: Connection) -> Person:
    """
    Return the signed-in person.

    Raises:
        NotSignedIn: nobody is.
    """
    person = visit_in(connection.scope).person
    if person is None:
        raise NotSignedIn("Sign in first.")
    return person


def actor_of(connection: Connection) -> Actor:
    """
    Return the actor whom a guard admitted.

    Raises:
        NotSignedIn: the route has no guard that resolves an actor.
    """
    actor = visit_in(connection.scope).actor
    if actor is None:
        raise NotSignedIn("Sign in first.")
    return actor


async def _admit(connection: Connection, actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        if actor.purge_after is not None:
            raise TenantClosing(
                "This tenant is being deleted, and can only be read. An owner can call that off."
            )
        visit_in(connection.scope).refused = actor
        raise await _not_allowed(connection, actor, permission)
    visit_in(connection.scope).actor = actor
    structlog.contextvars.bind_contextvars(tenant_id=str(actor.tenant_id))


async def _take_turn(connection: Connection, turns: Turns, tenant_id: TenantId) -> None:
    try:
        end = await turns.take(tenant_id)
    except TimeoutError:
        raise TooMany(AGAIN_SECONDS) from None
    visit_in(connection.scope).endings.append(end)


async def _not_allowed(connection: Connection, actor: Actor, permission: Permission) -> NotAllowed:
    if actor.api_key_id is not None:
        return LacksScope(_lookup(connection).scope_for(permission))
    return NotAllowed(await _lookup(connection).whom_to_ask(actor, permission))


async def _count(connection: Connection, actor: Actor) -> None:
    """
    Count a request of a program, for its key and for its tenant, in one round trip.

    Raises:
        TooMany: a limit is reached.
        Problem: 503, for what changes something while Redis is away: nothing is written beyond limits that all share.
    """
    per_key, per_tenant = connection.app.state.api_limits
    redis, visit = connection.app.state.redis, visit_in(connection.scope)
    found = await hits(redis, count(per_key, str(actor.api_key_id)), count(per_tenant, actor.tenant_id))
    note(visit, *found)
    for verdict in found:
        verdict.demand()
        if not verdict.is_shared and connection.scope.get("method") not in SAFE:
            raise unavailable()


def _lookup(connection: Connection) -> ActorLookup:
    lookup: ActorLookup = connection.app.state.lookup
    return lookup
