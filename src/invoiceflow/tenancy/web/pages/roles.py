"""What each role may do: the one table of permissions, shown to every member."""

from dataclasses import dataclass

from litestar import Response, get

from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy.domain.role import MEANINGS, PERMISSIONS, Role
from invoiceflow.tenancy.web.pages.settings import HOME
from invoiceflow.web import frame
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.places import Place, places

LABELS = {role: role.value.capitalize() for role in Role}


@dataclass(frozen=True, slots=True)
class RoleColumn:
    """The head of a column; ``own`` marks the reader's role."""

    label: str
    own: bool


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """What can be done, and whether each role may, in the order of the columns."""

    meaning: str
    allowed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """The whole table."""

    places: tuple[Place, ...]
    roles: tuple[RoleColumn, ...]
    rows: tuple[PermissionRow, ...]
    own: str


@get(f"{HOME}/roles", guards=[permitted(Permission.READ)])
async def roles(request: Request) -> Response[str]:
    """Show what each role may do."""
    actor = actor_of(request)
    page = RolesPage(
        places=places(actor, "Roles"),
        roles=tuple(RoleColumn(LABELS[role], role == actor.role) for role in Role),
        rows=tuple(
            PermissionRow(meaning, tuple(permission in PERMISSIONS[role] for role in Role))
            for permission, meaning in MEANINGS.items()
        ),
        own=actor.role,
    )
    return frame.page(request, "tenancy/settings/roles.html", title="Settings", current="Settings", page=page)


handlers = [roles]
