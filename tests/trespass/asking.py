"""From a route and its row in the table to requests: whose id stands in which place is for the asker to say."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from secrets import token_bytes
from typing import Any

import httpx
from litestar.types import ASGIApp

from product import Product, ToFiles, every_route
from trespass.table import ROUTES
from trespass.table.rows import THINGS, Ask
from trespass.things import FRESH, picture

PLACE = re.compile(r"<([a-z]+)(?:\|([a-z]+))?(:[a-z-]+)?>")
"""A place for an id: ``<kind>``, ``<kind:name>``, or ``<owner's kind|trespasser's kind>``."""

Value = Callable[[str, str], Awaitable[str]]
"""Returns what stands in a place, by its pointer (``query/after``) and the name of the thing."""


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one route, with the guard that stands before it (``permitted(READ)`` is "permitted")."""

    method: str
    path: str
    guard: str

    @property
    def name(self) -> str:
        """Return what the route is called in the table."""
        return f"{self.method} {self.path}"

    @property
    def row(self) -> Ask:
        """Return how it is asked."""
        return ROUTES[self.name]

    @property
    def places(self) -> dict[str, str]:
        """Return the places for ids, path, query and body at every depth, with what the owner puts there."""
        found: dict[str, str] = {}
        for start, value in _parts(self).items():
            found |= dict(_places(start, value))
        return found

    @property
    def is_safe(self) -> bool:
        """Return whether the method promises to change nothing."""
        return self.method == "GET"


@cache
def routes() -> list[Route]:
    """Return every route of the application, those last that end what they are asked with."""
    found = []
    for route in every_route():
        for handler in route.route_handlers:
            methods = sorted(str(method) for method in handler.http_methods if method != "OPTIONS")
            guards = [guard.__qualname__.split(".")[0] for guard in handler.resolve_guards()]
            found += [Route(method, route.path, guards[0]) for method in methods]
    order = list(ROUTES)
    unknown = len(order)
    place = {name: number for number, name in enumerate(order)}
    return sorted(found, key=lambda route: (_is_last(route), place.get(route.name, unknown), route.name))


def _is_last(route: Route) -> int:
    return route.row.last if route.name in ROUTES else 0


@dataclass(frozen=True, slots=True)
class Sending:
    """A request, filled in."""

    route: Route
    path: str
    parts: Mapping[str, Any]

    async def by(self, client: httpx.AsyncClient) -> httpx.Response:
        """Send it as this client."""
        said: dict[str, Any] = {"params": self.parts["query"]}
        if self.route.row.body is not None:
            said["json"] = self.parts["body"]
        elif self.route.row.file:
            said["files"] = {"logo": ("logo.png", picture(), "image/png")}
        elif self.route.row.form is not None:
            said["data"] = self.parts["form"]
        return await client.request(self.route.method, self.path, **said)


async def filled(route: Route, slug: str, value: Value) -> Sending:
    """Return a request to the route in the tenant of that slug, with a value in each place."""
    parts = {start: await _filled(start, part, value) for start, part in _parts(route).items()}
    path = re.sub(
        r"\{(\w+):\w+\}", lambda found: slug if found[1] == "tenant" else parts["path"][found[1]], route.path
    )
    return Sending(route, path, parts)


def _parts(route: Route) -> dict[str, Any]:
    row = route.row
    names = [name for name in re.findall(r"\{(\w+):", route.path) if name != "tenant"]
    path = {name: row.path.get(name) or THINGS[name] for name in names}
    return {"path": path, "query": row.query, "form": row.form, "body": row.body}


def _places(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _places(f"{pointer}/{name}", each)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _places(f"{pointer}/{number}", each)
    elif isinstance(value, str) and (found := PLACE.fullmatch(value)) and (found[2] or found[1] not in FRESH):
        yield pointer, value


async def _filled(pointer: str, value: Any, fill: Value) -> Any:
    if isinstance(value, Mapping):
        return {name: await _filled(f"{pointer}/{name}", each, fill) for name, each in value.items()}
    if isinstance(value, list):
        return [await _filled(f"{pointer}/{number}", each, fill) for number, each in enumerate(value)]
    if isinstance(value, str) and PLACE.fullmatch(value):
        return await fill(pointer, value)
    return value


def thing_in(place: str, *, as_owner: bool) -> str:
    """Return the name of the thing that an owner, or a trespasser, puts into a place."""
    found = PLACE.fullmatch(place)
    assert found, place
    return f"{found[1] if as_owner or not found[2] else found[2]}{found[3] or ''}"


def neighbour(given: str) -> str:
    """Return an id that nobody has, next to the given one wherever ids are compared."""
    last = given[-1]
    return given[:-1] + ("0" if last != "0" else "1") if "-" in given else given[:-1] + _other(last)


def _other(sign: str) -> str:
    return "A" if sign != "A" else "B"


class Wandering(httpx.AsyncBaseTransport):
    """Speaks to the application from another address each time, so that walls are met and not limits."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        one, two, three = token_bytes(3)
        transport = ToFiles(
            app=self._app,  # type: ignore[arg-type]  # Litestar's ASGI types are stricter than httpx's
            raise_app_exceptions=False,
            client=(f"10.{one}.{two}.{three}", 40_000),
        )
        return await transport.handle_async_request(request)


def wandering(product: Product, like: httpx.AsyncClient, **headers: str) -> httpx.AsyncClient:
    """Return a client with the same identity and further headers, whose address changes."""
    client = httpx.AsyncClient(
        transport=Wandering(product.app),
        base_url=like.base_url,
        headers={**dict(like.headers), **headers},
        cookies=like.cookies,
    )
    product.clients.append(client)
    return client
