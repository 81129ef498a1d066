"""The one table of permissions: which role may do what."""

from enum import StrEnum

from invoiceflow.kernel.permission import Permission


class Role(StrEnum):
    """What a member is in a tenant."""

    OWNER = "owner"
    ADMIN = "admin"
    ACCOUNTANT = "accountant"
    MEMBER = "member"
    VIEWER = "viewer"


_SEE = {
    Permission.READ,
    Permission.READ_CLIENTS,
    Permission.READ_INVOICES,
    Permission.READ_PAYMENTS,
}
_WORK = {*_SEE, Permission.EDIT_CLIENTS, Permission.EDIT_DRAFTS}
_BOOKS = {Permission.ISSUE_INVOICES, Permission.SEND_INVOICES, Permission.RECORD_PAYMENTS}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission),
    Role.ACCOUNTANT: frozenset(_WORK | _BOOKS),
    Role.MEMBER: frozenset(_WORK | {Permission.ISSUE_INVOICES, Permission.SEND_INVOICES}),
    Role.VIEWER: frozenset(_SEE),
}
