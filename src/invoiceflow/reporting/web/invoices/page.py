"""The invoices page: tabs, search, filters, one page of rows, and the ways to its neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from markupsafe import Markup

from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.invoice_list import MOST_COUNTED, TABS, InvoiceList, invoice_list
from invoiceflow.reporting.web.invoices import around
from invoiceflow.reporting.web.invoices.asked import Asked, asked, unread_in
from invoiceflow.reporting.web.invoices.drawing import drawn
from invoiceflow.reporting.web.invoices.filters import chips_of
from invoiceflow.reporting.web.invoices.row import list_row
from invoiceflow.reporting.web.unread import Unread
from invoiceflow.runtime.formats import format_count
from invoiceflow.tenancy.queries import tenant_as_of
from invoiceflow.web import keyset
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheCache, TheDatabase, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/invoices"
TAB_NAMES = ("Drafts", "Open", "Overdue", "Paid", "Void", "Uncollectible")


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the statuses."""

    label: str
    href: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is no row, and the ways out of it, each a label with its address."""

    title: str
    text: str
    art: str
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    """The whole page. ``here`` is its own address, ``query`` what stands in the search field."""

    here: str
    path: str
    csv_url: str
    new_url: str
    bulk_url: str
    query: str
    tabs: tuple[Tab, ...]
    filters: Markup
    head: Markup
    rows: Markup
    foot: str
    newer: str
    older: str
    empty: Empty | None
    may_write: bool
    bulk_bar: Markup
    bulk_dialogs: Markup


@get(PATH, guards=[permitted(Permission.READ)])
async def invoices(
    request: Request, reads: TheReads, database: TheDatabase, cache: TheCache
) -> Response[str]:
    """Show a page of the list; to htmx its changing parts alone."""
    actor, visit = actor_of(request), visit_in(request.scope)
    parameters = request.query_params
    said = asked(parameters)
    reading = reads.inside(actor.tenant_id)
    typed_in = said.currency
    if (said.total_from or said.total_to) and not typed_in:
        typed_in = (await tenant_as_of(actor, cache, database)).profile.currency
    said, amounts = said.understood(typed_in or "EUR", actor.notation)
    unread = (*unread_in(parameters, said), *amounts)
    found = await invoice_list(
        reading, said.wanted(visit.at, parameters, currency=typed_in or "EUR", notation=actor.notation)
    )
    shown = _page(request, said, found, unread)
    if "hx-request" in request.headers:
        response = html("reporting/invoices/parts.html", page=shown, csrf=visit.csrf)
        response.headers["HX-Replace-Url"] = shown.here
        return response
    return page(request, "reporting/invoices/page.html", title="Invoices", current="Invoices", page=shown)


def _page(request: Request, said: Asked, found: InvoiceList, unread: tuple[Unread, ...]) -> InvoicesPage:
    actor = actor_of(request)
    path = f"/app/{actor.tenant_slug}/invoices"
    return InvoicesPage(
        here=said.address(path),
        path=path,
        csv_url=said.address(f"{path}.csv"),
        new_url=f"{path}/new",
        bulk_url=f"{path}/several",
        query=said.q,
        tabs=tuple(_tabs(said, found, path, actor.locale)),
        filters=around.filters(
            said,
            path,
            found.today,
            _named(said, found),
            found.currency,
            unread,
            asks_approval=actor.approval,
        ),
        head=around.head(said, path),
        rows=drawn(
            list_row(row, found.today, path, actor.locale, asks_approval=actor.approval) for row in found.rows
        ),
        foot=_foot(said, found, actor.locale),
        newer=said.address(path, before=keyset.place_of(found.before)) if found.before else "",
        older=said.address(path, after=keyset.place_of(found.after)) if found.after else "",
        empty=None if found.rows else _empty(said, found, path),
        may_write=actor.may(Permission.EDIT_DRAFTS),
        bulk_bar=around.bulk_bar(actor, path),
        bulk_dialogs=around.bulk_dialogs(),
    )


def _named(said: Asked, found: InvoiceList) -> str:
    """Return the name of the client whose id is asked for."""
    if said.client_id is None:
        return ""
    return found.rows[0].client_name if found.rows else "of this client"


def _tabs(said: Asked, found: InvoiceList, path: str, locale: str) -> Iterator[Tab]:
    counts = dict(zip(TABS, found.counts, strict=True))
    invoices = [count for status, count in counts.items() if status != "overdue"]
    everything = MOST_COUNTED + 1 if max(invoices) > MOST_COUNTED else sum(invoices)
    addresses = around.tab_addresses(said, path)
    shown = zip(("All", *TAB_NAMES), ("", *TABS), (everything, *found.counts), addresses, strict=True)
    for label, status, count, address in shown:
        yield Tab(label, address, _count(count, locale), said.status == status)


def _count(count: int, locale: str) -> str:
    if count > MOST_COUNTED:
        return f"{format_count(MOST_COUNTED, locale)}+"
    return format_count(count, locale) if count else ""


def _foot(said: Asked, found: InvoiceList, locale: str) -> str:
    by_tab = dict(zip(TABS, found.counts, strict=True))
    status = said.shown
    count = by_tab[status] if status else sum(by_tab.values()) - by_tab["overdue"]
    shown = (
        f"{len(found.rows)} of {_count(count, locale)}"
        if not said.is_narrowed and count
        else f"{len(found.rows)} found"
    )
    if said.is_narrowed and found.after:
        shown = f"{len(found.rows)} shown"
    return f"{shown}, newest first" if said.sort == "-created" else shown


def _empty(said: Asked, found: InvoiceList, path: str) -> Empty:
    if said.is_narrowed:
        chips = chips_of(said, found.today, _named(said, found), path)
        said_of = [f"“{said.q}”"] if said.q else []
        said_of += [f"{chip.name.lower()} {chip.value}" for chip in chips if chip.value]
        ways = [(f"Remove the {chip.name.lower()} filter", chip.without) for chip in chips if chip.value][:1]
        ways += [("Clear all", Asked(status=said.status).address(path))]
        return Empty("No invoice matches", f"Asked for: {', '.join(said_of)}.", "search", tuple(ways))
    if sum(found.counts) == 0:
        text = "Add a client and a first line. The number comes when you issue it, so a draft costs nothing."
        return Empty("No invoices yet", text, "invoices", ())
    title, text = _NOTHING.get(said.status, ("No invoices here", "This page of the list is empty."))
    return Empty(title, text, "invoices", (("Show all invoices", path),))


_NOTHING = {
    "draft": ("No drafts", "Every invoice that was begun is issued."),
    "open": ("Nothing is open", "Nobody owes you anything right now."),
    "overdue": ("Nothing is overdue", "Everybody who owes you something is still in time."),
    "paid": ("Nothing is paid yet", "Payments show up here as soon as they are recorded."),
    "void": ("Nothing is void", "An invoice that should not stand can be voided; it keeps its number."),
    "uncollectible": ("Nothing is given up", "Invoices that nobody will pay can be marked as uncollectible."),
}

handlers: list[Any] = [invoices]
