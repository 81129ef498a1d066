"""Scopes: groups of permissions, as data."""

import pytest

from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy.domain.role import PERMISSIONS, Role
from invoiceflow.tenancy.domain.scope import (
    BY_AREA,
    FULL,
    READ_ONLY,
    SCOPES,
    Scope,
    may_hold,
    permissions_of,
    scope_for,
    without_needless,
)

NEVER = {
    Permission.EDIT_SETTINGS,
    Permission.MANAGE_KEYS,
}


def test_no_scope_reaches_what_belongs_to_people() -> None:
    """Settings and keys are for members alone."""
    assert not permissions_of([FULL]) & NEVER
    assert {scope_for(permission) for permission in NEVER} == {""}


def test_all_areas_together_are_everything() -> None:
    """There is nothing in "full" that could not be given by itself."""
    assert permissions_of([FULL]) == permissions_of([scope.name for scope in BY_AREA])


def test_reading_changes_nothing() -> None:
    """The read-only scope is the reading scopes of all areas."""
    assert permissions_of([READ_ONLY]) == permissions_of(["clients:read", "invoices:read", "payments:read"])


@pytest.mark.parametrize("scope", BY_AREA, ids=lambda scope: scope.name)
def test_a_refusal_names_a_scope_that_helps(scope: Scope) -> None:
    """The scope named for a permission holds it."""
    for permission in permissions_of([scope.name]):
        assert permission in permissions_of([scope_for(permission)])


def test_a_scope_that_another_holds_is_left_out() -> None:
    """What is ticked twice is kept once, in one order."""
    assert without_needless(["invoices:send", "clients:write", "clients:read"]) == (
        "clients:write",
        "invoices:send",
    )
    assert without_needless(["payments:read", FULL, READ_ONLY]) == (FULL,)


def test_a_forgotten_name_gives_nothing() -> None:
    """A stored scope that no longer exists is no way in."""
    assert permissions_of(["everything"]) == frozenset()


@pytest.mark.parametrize("role", Role)
def test_no_role_holds_a_key_that_may_do_more(role: Role) -> None:
    """A key is within its maker's own permissions, and made by who makes keys: owners and admins."""
    held = [name for name in SCOPES if may_hold(role, [name])]
    assert held == (list(SCOPES) if role in (Role.OWNER, Role.ADMIN) else [])
    assert permissions_of(held) <= PERMISSIONS[role]
