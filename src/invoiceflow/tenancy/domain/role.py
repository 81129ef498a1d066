"""
The one table of permissions: which role may do what, and what each permission means in plain words.

docs/rules/roles.md shows it, a page of the settings too; tests hold both, and every route, against it.
"""

from enum import StrEnum

from invoiceflow.kernel.permission import Permission


class Role(StrEnum):
    """What a member is in a tenant; the highest first."""

    OWNER = "owner"
    ADMIN = "admin"
    ACCOUNTANT = "accountant"
    MEMBER = "member"
    VIEWER = "viewer"

    def is_above(self, other: "Role") -> bool:
        """Return whether this role stands above the other: nobody gives or takes a role above their own."""
        return _ORDER.index(self) < _ORDER.index(other)


_ORDER = tuple(Role)
_SEE = {
    Permission.READ,
    Permission.READ_CLIENTS,
    Permission.READ_INVOICES,
    Permission.READ_PAYMENTS,
}
_WORK = {*_SEE, Permission.EDIT_CLIENTS, Permission.EDIT_DRAFTS}
_OUT = {Permission.ISSUE_INVOICES, Permission.SEND_INVOICES}
_BOOKS = {
    Permission.RECORD_PAYMENTS,
    Permission.APPROVE_INVOICES,
    Permission.VIEW_AUDIT,
    Permission.EXPORT_DATA,
}
_OWNERS_ALONE = {Permission.TRANSFER_TENANT, Permission.DELETE_TENANT}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission) - _OWNERS_ALONE,
    Role.ACCOUNTANT: frozenset(_WORK | _OUT | _BOOKS),
    Role.MEMBER: frozenset(_WORK | _OUT),
    Role.VIEWER: frozenset(_SEE),
}

MEANINGS: dict[Permission, str] = {
    Permission.READ: "See the overview, the lists, and who the members are",
    Permission.READ_CLIENTS: "See clients, items and tax rates",
    Permission.READ_INVOICES: "See drafts, invoices and their documents",
    Permission.READ_PAYMENTS: "See payments",
    Permission.EDIT_CLIENTS: "Add and change clients, items and tax rates",
    Permission.EDIT_DRAFTS: "Write, change and discard drafts",
    Permission.ISSUE_INVOICES: "Issue invoices, void them, give up on them",
    Permission.SEND_INVOICES: "Send invoices, and replace their public links",
    Permission.APPROVE_INVOICES: "Approve drafts, where the tenant asks for that",
    Permission.RECORD_PAYMENTS: "Record payments, and take them back",
    Permission.VIEW_AUDIT: "See who did what, and when",
    Permission.EXPORT_DATA: "Export everything that the tenant has",
    Permission.EDIT_SETTINGS: "Change the tenant's settings, bank details among them",
    Permission.MANAGE_KEYS: "Create API keys",
    Permission.REVOKE_KEYS: "See and revoke API keys",
    Permission.MANAGE_MEMBERS: "Invite members, and change their roles",
    Permission.REMOVE_MEMBERS: "Remove members, and take invitations back",
    Permission.MANAGE_PLAN: "See and change the plan, and what the tenant pays for it",
    Permission.TRANSFER_TENANT: "Hand the tenant over to another owner",
    Permission.DELETE_TENANT: "Delete the tenant",
}


def holders(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that have a permission, the highest first."""
    return tuple(role for role in Role if permission in PERMISSIONS[role])


_LOCK_OUT = {Permission.REVOKE_KEYS, Permission.REMOVE_MEMBERS}
_READING = _SEE | {Permission.VIEW_AUDIT, Permission.EXPORT_DATA, Permission.DELETE_TENANT}


def left_of(permissions: frozenset[Permission], *, closing: bool) -> frozenset[Permission]:
    """
    Return what is left of permissions in a tenant that is being deleted.

    That is reading, calling the deletion off, and locking out who or what must not read any more.
    """
    return permissions & (_READING | _LOCK_OUT) if closing else permissions
