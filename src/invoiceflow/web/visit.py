"""What the shell knows about a request before any handler runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from litestar.types import Scope

from invoiceflow.kernel.actor import Actor, Person
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.limits import Verdict
from invoiceflow.web.shell import Theme
from invoiceflow.web.typed import TypedForm

_KEY = "invoiceflow.visit"


@dataclass(slots=True)
class Visit:
    """
    One request: its id, when it came, and who sent it.

    ``csrf`` is the token that this browser's forms must carry, ``bound_to`` what it is made of. ``actor`` is set by the
    guard that admitted the request, and stays empty on public routes. ``only_headers`` marks a HEAD request, which
    handlers see as the GET that it asks about. ``away``: Redis does not answer; whoever is named then is named by the
    cookie alone. ``address`` is where it came from; ``verdicts`` are those of the limits that the answer tells about.
    ``refused`` is the actor whom a guard did not admit.
    ``typed`` is the form that it sends, for an answer that has to give it back.
    ``secure``: it came by https, and so do its cookies. ``endings`` are called once its answer is sent, or cannot be.
    """

    request_id: str
    at: datetime
    csrf: str
    bound_to: str = ""
    theme: Theme = "system"
    only_headers: bool = False
    away: bool = False
    person: Person | None = None
    actor: Actor | None = None
    address: str = ""
    verdicts: tuple[Verdict, ...] = ()
    refused: Actor | None = None
    typed: TypedForm | None = None
    secure: bool = False
    endings: list[Callable[[], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A person with a living session; ``renewed``, where not empty, is a cookie to keep for so many ``seconds``."""

    person: Person
    renewed: str
    seconds: int


class ActorLookup(Protocol):
    """Finds out who acts. Implemented above the shell, and bound in the wiring."""

    async def session(self, cookie: str, at: datetime) -> Recognised | None:
        """Return whose living session the cookie names, and note its use; None when it is over."""
        ...

    async def person(self, cookie: str, at: datetime) -> Person | None:
        """Return whose living session the cookie names, without using it."""
        ...

    def claimed(self, cookie: str, at: datetime) -> Person | None:
        """Return whom the cookie names by itself, for the short time that this may be believed."""
        ...

    async def awake(self) -> None:
        """Return when sessions can be opened and read. Raises what Redis raises when they cannot."""
        ...

    async def member(self, person: Person, tenant_slug: str) -> Actor | None:
        """Return the person as a member of that tenant, or None when they are not one."""
        ...

    async def whom_to_ask(self, actor: Actor, permission: Permission) -> str:
        """Return what a member is told who may not do something: why, and who can."""
        ...

    async def key(self, secret: str, at: datetime) -> Actor | None:
        """Return the actor of an API key, or None when it is unknown, expired or revoked."""
        ...

    def scope_for(self, permission: Permission) -> str:
        """Return the scope that a key needs for a permission, or nothing where no key can have it."""
        ...


def attach(scope: Scope, visit: Visit) -> None:
    """Keep the visit with its request."""
    scope[_KEY] = visit  # type: ignore[literal-required]  # ASGI scopes are open for extensions


def visit_in(scope: Scope) -> Visit:
    """Return the visit kept in an ASGI scope."""
    found: Visit = scope[_KEY]  # type: ignore[literal-required]
    return found
