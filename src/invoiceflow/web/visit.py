"""What the shell knows about a request before any handler runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from litestar.connection import ASGIConnection
from litestar.types import Scope

from invoiceflow.kernel.actor import Actor, Person
from invoiceflow.web.shell import Theme

_KEY = "invoiceflow.visit"


@dataclass(slots=True)
class Visit:
    """
    One request: its id, when it came, and who sent it.

    ``csrf`` is the token that this browser's forms must carry. ``actor`` is set by the guard that admitted the
    request, and stays empty on public routes. ``only_headers`` marks a HEAD request, which handlers see as the GET
    that it asks about. ``unknown``: who sent it could not be found out, because Redis is away.
    """

    request_id: str
    at: datetime
    csrf: str
    theme: Theme = "system"
    only_headers: bool = False
    unknown: bool = False
    person: Person | None = None
    actor: Actor | None = None


class ActorLookup(Protocol):
    """Finds out who acts. Implemented above the shell, and bound in the wiring."""

    async def person(self, cookie: str, at: datetime) -> Person | None:
        """Return who the session cookie stands for, or None when its session is over."""
        ...

    async def member(self, person: Person, tenant_slug: str) -> Actor | None:
        """Return the person as a member of that tenant, or None when they are not one."""
        ...

    async def key(self, secret: str, at: datetime) -> Actor | None:
        """Return the actor of an API key, or None when it is unknown or revoked."""
        ...


def attach(scope: Scope, visit: Visit) -> None:
    """Keep the visit with its request."""
    scope[_KEY] = visit  # type: ignore[literal-required]  # ASGI scopes are open for extensions


def visit_of(connection: ASGIConnection[object, object, object, object]) -> Visit:  # type: ignore[type-var]
    """Return the visit of a request."""
    return visit_in(connection.scope)


def visit_in(scope: Scope) -> Visit:
    """Return the visit kept in an ASGI scope."""
    found: Visit = scope[_KEY]  # type: ignore[literal-required]
    return found
