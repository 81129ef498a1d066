"""The page of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.audit_log import Logged, LogPage, log_page
from invoiceflow.reporting.queries.overview import Entry
from invoiceflow.reporting.web.audit.asked import Asked, asked, at_place, unread_in
from invoiceflow.reporting.web.audit.details import Told, told
from invoiceflow.reporting.web.sentences import among_others
from invoiceflow.reporting.web.unread import Unread
from invoiceflow.tenancy.queries import members, tenant_as_of
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheCache, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.places import Place, places
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import moment

PATH = "/app/{tenant:str}/settings/audit"
GROUPS = (
    ("", "Everything"),
    ("invoices", "Drafts and invoices"),
    ("payments", "Payments"),
    ("catalogue", "Clients, items, tax rates"),
    ("settings", "Settings, keys, exports"),
    ("members", "Members"),
    ("refused", "What was refused"),
)
KINDS = {"api_key": "API key"}


@dataclass(frozen=True, slots=True)
class Line:
    """
    One entry. ``about_url`` lists the entries of the same object, ``href`` leads to it.

    ``actor_url`` lists what the same person or key did, under whatever name.
    """

    seq: int
    text: str
    icon: str
    tone: str
    at: str
    instant: str
    actor: str
    actor_note: str
    actor_url: str
    about: str
    href: str
    about_url: str
    details: tuple[Told, ...]
    request_id: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The whole page."""

    places: tuple[Place, ...]
    path: str
    asked: Asked
    unread: tuple[Unread, ...]
    groups: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    foot: str
    newer: str
    older: str
    csv_url: str
    jsonl_url: str
    zone: str


@get(PATH, guards=[permitted(Permission.VIEW_AUDIT)])
async def audit_log(
    request: Request, reads: TheReads, database: TheDatabase, cache: TheCache
) -> Response[str]:
    """Show a page of what happened in the tenant, newest first."""
    actor, parameters = actor_of(request), request.query_params
    reading, said = reads.inside(actor.tenant_id), asked(parameters)
    zone = (await tenant_as_of(actor, cache, database)).profile.time_zone
    found = await log_page(reading, at_place(said.wanted(), parameters))
    async with database.as_tenant(actor.tenant_id) as session:
        emails: dict[UUID, str] = {member.person_id: member.email for member in await members(session)}
    shown = _page(request, said, found, zone, emails)
    template = "reporting/audit/page.html"
    return page(request, template, title="Settings", current="Settings", page=shown)


def _page(request: Request, said: Asked, found: LogPage, zone: str, emails: Mapping[UUID, str]) -> AuditPage:
    actor, now = actor_of(request), visit_in(request.scope).at
    path = f"/app/{actor.tenant_slug}/settings/audit"
    rows = found.rows
    return AuditPage(
        places=places(actor, "Audit log"),
        path=path,
        asked=said,
        unread=unread_in(request.query_params, said),
        groups=GROUPS,
        lines=tuple(_line(row, actor, path, zone, now, emails) for row in rows),
        foot=f"{len(rows)} shown, newest first" if rows else "",
        newer=said.address(path, before=str(rows[0].seq)) if rows and found.newer else "",
        older=said.address(path, after=str(rows[-1].seq)) if rows and found.older else "",
        csv_url=said.address(f"{path}.csv"),
        jsonl_url=f"{path}.jsonl",
        zone=zone.replace("_", " "),
    )


def _line(row: Logged, actor: Actor, path: str, zone: str, now: datetime, emails: Mapping[UUID, str]) -> Line:
    home = f"/app/{actor.tenant_slug}"
    said = among_others(_entry(row), home=home, zone=zone, now=now, locale=actor.locale)
    about, href = _about(row, home)
    return Line(
        seq=row.seq,
        text=said.text,
        icon=said.icon,
        tone=said.tone,
        at=moment(row.at, zone, now),
        instant=row.at.isoformat(),
        actor=row.actor,
        actor_note=_who(row, emails),
        actor_url=replace(Asked(), actor=str(row.actor_id)).address(path) if row.actor_id else "",
        about=about,
        href=href,
        about_url=replace(Asked(), about=row.object_id).address(path) if row.object_kind != "access" else "",
        details=told(row.detail, actor.locale),
        request_id=row.request_id,
    )


def _who(row: Logged, emails: Mapping[UUID, str]) -> str:
    """Return who it was beyond the name at that time, which people choose: two can have the same."""
    if row.actor_kind == "person" and row.actor_id is not None:
        return emails.get(row.actor_id, "not a member any more")
    return KINDS.get(row.actor_kind, "")


def _about(row: Logged, home: str) -> tuple[str, str]:
    """Return what an entry is about, and the way there, where there is one."""
    if row.object_kind == "invoice" and row.currency is not None:
        return row.number or "Draft", f"{home}/invoices/{row.object_id}"
    if row.object_kind == "client" and row.client_name is not None:
        return row.client_name, f"{home}/clients/{row.object_id}"
    return _NAMES.get(
        row.object_kind, ""
    ), f"{home}{_LISTS[row.object_kind]}" if row.object_kind in _LISTS else ""


def _entry(row: Logged) -> Entry:
    names: Mapping[str, Any] = {name: getattr(row, name) for name in Entry.__struct_fields__}
    return Entry(**names)


_NAMES = {
    "invoice": "Draft, discarded",
    "item": "Item",
    "tax_rate": "Tax rate",
    "tenant": "Tenant",
    "api_key": "API key",
    "member": "Member",
    "invitation": "Invitation",
    "export": "Export",
}
_LISTS = {
    "item": "/items",
    "tax_rate": "/tax-rates",
    "tenant": "/settings",
    "api_key": "/settings/keys",
    "member": "/settings/members",
    "invitation": "/settings/members",
    "export": "/settings/data",
}

handlers: list[Any] = [audit_log]
