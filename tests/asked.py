"""What the router itself says about who may enter: the permission that each route asks for."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from invoiceflow.kernel.permission import Permission
from product import every_route


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
    for route in every_route():
        for handler in route.route_handlers:
            for guard in handler.resolve_guards():
                permission = inspect.getclosurevars(guard).nonlocals.get("permission")
                if isinstance(permission, Permission):
                    methods = sorted(str(method) for method in handler.http_methods if method != "OPTIONS")
                    yield from (Asked(method, route.path, permission) for method in methods)
