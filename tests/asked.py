"""What the router itself says about who may enter: the permission that each route asks for."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from litestar.routes import HTTPRoute

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.asgi import application
from invoiceflow.kernel.permission import Permission
from product import settings
from services import DatabaseUrls


@dataclass(frozen=True, slots=True)
class Asked:
    """One method of one route that asks for a permission."""

    method: str
    path: str
    permission: Permission

    @property
    def name(self) -> str:
        """Return what the route is called in lists."""
        return f"{self.method} {self.path}"


def asked() -> Iterator[Asked]:
    """Yield every route that asks for a permission, of an application at which nothing answers."""
    nowhere = DatabaseUrls("", *["postgresql://nobody@127.0.0.1:1/nothing"] * 4)
    given = settings(nowhere, "redis://127.0.0.1:1", Path())
    world = wiring.world(given, database_url=given.database_url)
    for route in application(world).routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            for guard in handler.resolve_guards():
                permission = inspect.getclosurevars(guard).nonlocals.get("permission")
                if isinstance(permission, Permission):
                    methods = sorted(str(method) for method in handler.http_methods if method != "OPTIONS")
                    yield from (Asked(method, route.path, permission) for method in methods)
