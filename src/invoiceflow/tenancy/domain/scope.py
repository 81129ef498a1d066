"""
Scopes: what an API key may do, as named groups of permissions.

A key holds the permissions of its scopes and no other, and only for as long as whoever made it could make it again
(docs/rules/roles.md). What no scope names (settings, keys, members, the tenant itself) no key can do.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from invoiceflow.kernel.permission import Permission
from invoiceflow.tenancy.domain.role import PERMISSIONS, Role

FULL, READ_ONLY = "full", "read"


@dataclass(frozen=True, slots=True)
class Scope:
    """A group of permissions. ``area`` is what it is about, ``label`` what it allows, in plain words."""

    name: str
    area: str
    label: str
    permissions: frozenset[Permission]


def _scope(name: str, area: str, label: str, *permissions: Permission) -> Scope:
    return Scope(name, area, label, frozenset(permissions))


_CLIENTS, _INVOICES, _PAYMENTS = "Clients, items and tax rates", "Invoices", "Payments"

BY_AREA = (
    _scope("clients:read", _CLIENTS, "Read", Permission.READ_CLIENTS),
    _scope("clients:write", _CLIENTS, "Add and change", Permission.READ_CLIENTS, Permission.EDIT_CLIENTS),
    _scope("invoices:read", _INVOICES, "Read, with their PDFs", Permission.READ_INVOICES),
    _scope("invoices:write", _INVOICES, "Write drafts", Permission.READ_INVOICES, Permission.EDIT_DRAFTS),
    _scope(
        "invoices:issue", _INVOICES, "Issue and void", Permission.READ_INVOICES, Permission.ISSUE_INVOICES
    ),
    _scope(
        "invoices:approve",
        _INVOICES,
        "Approve drafts",
        Permission.READ_INVOICES,
        Permission.APPROVE_INVOICES,
    ),
    _scope("invoices:send", _INVOICES, "Send to clients", Permission.READ_INVOICES, Permission.SEND_INVOICES),
    _scope("payments:read", _PAYMENTS, "Read", Permission.READ_PAYMENTS),
    _scope(
        "payments:write",
        _PAYMENTS,
        "Record and reverse",
        Permission.READ_PAYMENTS,
        Permission.RECORD_PAYMENTS,
    ),
)
"""The scopes of one area each, the narrowest that holds a permission first."""

_ALL = frozenset[Permission]().union(*(scope.permissions for scope in BY_AREA))
_READS = frozenset({Permission.READ_CLIENTS, Permission.READ_INVOICES, Permission.READ_PAYMENTS})

SCOPES = {
    scope.name: scope
    for scope in (
        Scope(FULL, "", "Everything the API can do", _ALL),
        Scope(READ_ONLY, "", "Read everything, change nothing", _READS),
        *BY_AREA,
    )
}
"""Every scope there is, by its name."""


def permissions_of(names: Iterable[str]) -> frozenset[Permission]:
    """Return what a key with these scopes may do. A name that is no longer known gives nothing."""
    return frozenset[Permission]().union(*(SCOPES[name].permissions for name in names if name in SCOPES))


def may_hold(role: Role, names: Iterable[str]) -> bool:
    """Return whether a member in a role may have a key with these scopes: one that makes keys, and may do all that."""
    return permissions_of(names) | {Permission.MANAGE_KEYS} <= PERMISSIONS[role]


def scope_for(permission: Permission) -> str:
    """Return the narrowest scope that holds a permission, or nothing where no key can have it."""
    return next((scope.name for scope in BY_AREA if permission in scope.permissions), "")


def without_needless(names: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes in their order, each once, without those that another of them holds already."""
    wanted = [SCOPES[name] for name in SCOPES if name in set(names)]
    return tuple(
        scope.name for scope in wanted if not any(scope.permissions < other.permissions for other in wanted)
    )
