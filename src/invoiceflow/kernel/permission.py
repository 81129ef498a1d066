"""What a member or an API key can be allowed to do. Which role has which is tenancy/domain/role.py."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a guard can ask for."""

    READ = "read"
    READ_CLIENTS = "read_clients"
    READ_INVOICES = "read_invoices"
    READ_PAYMENTS = "read_payments"
    EDIT_CLIENTS = "edit_clients"
    EDIT_DRAFTS = "edit_drafts"
    ISSUE_INVOICES = "issue_invoices"
    SEND_INVOICES = "send_invoices"
    APPROVE_INVOICES = "approve_invoices"
    RECORD_PAYMENTS = "record_payments"
    VIEW_AUDIT = "view_audit"
    EXPORT_DATA = "export_data"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_KEYS = "manage_keys"
    REVOKE_KEYS = "revoke_keys"
    MANAGE_MEMBERS = "manage_members"
    REMOVE_MEMBERS = "remove_members"
    MANAGE_PLAN = "manage_plan"
    TRANSFER_TENANT = "transfer_tenant"
    DELETE_TENANT = "delete_tenant"
