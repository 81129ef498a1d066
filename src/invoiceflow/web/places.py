"""The places of a tenant's settings, in whichever slice each lies."""

from dataclasses import dataclass

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.permission import Permission

SECTIONS = (
    ("Business", "", Permission.EDIT_SETTINGS),
    ("Tax and numbers", "/numbers", Permission.EDIT_SETTINGS),
    ("Payments", "/payments", Permission.EDIT_SETTINGS),
    ("Online payments", "/online", Permission.EDIT_SETTINGS),
    ("Documents", "/documents", Permission.EDIT_SETTINGS),
    ("Approval", "/approval", Permission.EDIT_SETTINGS),
    ("Suppressed addresses", "/suppressed", Permission.SEND_INVOICES),
    ("Members", "/members", Permission.READ),
    ("Roles", "/roles", Permission.READ),
    ("Plan", "/plan", Permission.MANAGE_PLAN),
    ("API keys", "/keys", Permission.REVOKE_KEYS),
    ("Audit log", "/audit", Permission.VIEW_AUDIT),
    ("Your data", "/data", Permission.EXPORT_DATA),
    ("Delete", "/delete", Permission.DELETE_TENANT),
)
"""Label, path, and what a member needs to see it in the list."""


@dataclass(frozen=True, slots=True)
class Place:
    """One section in the list at the side."""

    label: str
    href: str
    current: bool


def places(actor: Actor, current: str) -> tuple[Place, ...]:
    """Return the list of sections that the member may open."""
    home = f"/app/{actor.tenant_slug}/settings"
    return tuple(
        Place(label, f"{home}{path}", label == current)
        for label, path, needed in SECTIONS
        if actor.may(needed)
    )
