"""The table of permissions: complete, shown where it is told, and asked for by each route as written down by hand."""

import re
from pathlib import Path

import pytest

from asked import asked
from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy.domain.role import MEANINGS, PERMISSIONS, Role
from route_permissions import ROUTES

ROLES = Path(__file__).parents[2] / "docs" / "rules" / "roles.md"
ASKED = list(asked())


@pytest.mark.parametrize("permission", Permission)
def test_each_route_asks_for_the_permission_that_is_written_down(permission: Permission) -> None:
    """What the guards of the router name is what tests/route_permissions.py lists, route by route."""
    found = {route.name for route in ASKED if route.permission is permission}
    written = {line.strip() for line in ROUTES.get(permission, "").splitlines() if line.strip()}
    assert found == written


def test_every_permission_has_a_meaning_and_an_owner() -> None:
    """Each permission is explained in plain words, once, and owners have all of them."""
    assert set(MEANINGS) == set(Permission) == set(PERMISSIONS[Role.OWNER])
    assert len(set(MEANINGS.values())) == len(MEANINGS)


def test_a_role_may_what_every_role_below_it_may() -> None:
    """The roles are a ladder: nobody loses a permission by rising."""
    for higher, lower in zip(Role, list(Role)[1:], strict=False):
        assert PERMISSIONS[higher] >= PERMISSIONS[lower]
        assert higher.is_above(lower)
        assert not lower.is_above(higher)
        assert not lower.is_above(lower)


def test_the_documents_show_the_table() -> None:
    """docs/rules/roles.md has a row for each permission and says of each role what the table says."""
    head, *rows = (
        line for line in ROLES.read_text().splitlines() if line.startswith("|") and "---" not in line
    )
    assert [word.lower() for word in re.findall(r"\w+", head.removeprefix("| A member may"))] == list(Role)
    told = {
        cells[0]: cells[1:]
        for cells in ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)
    }
    assert told == {
        meaning: ["yes" if permission in PERMISSIONS[role] else "no" for role in Role]
        for permission, meaning in MEANINGS.items()
    }
