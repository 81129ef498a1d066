"""The part of a client's page that lies above clients: what they owe, and their newest invoices."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from invoiceflow.invoicing.queries.selection import Filters, Wanted
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.client_books import ClientBooks, client_books
from invoiceflow.reporting.queries.invoice_list import invoice_list
from invoiceflow.reporting.web.invoices.row import ListRow, list_row
from invoiceflow.runtime.formats import format_count, format_money
from invoiceflow.web.given import Request, TheReads
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.visit import visit_in

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One sum of one client: the main currency, the others beside it, and whether it is money that is late."""

    label: str
    value: str
    others: str
    late: bool
    href: str


@dataclass(frozen=True, slots=True)
class ClientInvoices:
    """The whole part. ``here`` is where it comes from, ``all_label`` leads to the whole list."""

    here: str
    figures: tuple[Figure, ...]
    rows: tuple[ListRow, ...]
    all_url: str
    all_label: str
    new_url: str
    may_write: bool


@get("/app/{tenant:str}/clients/{client_id:uuid}/invoices", guards=[permitted(Permission.READ)])
async def client_invoices(request: Request, reads: TheReads, client_id: FromPath[UUID]) -> Response[str]:
    """Return that part of the page. A client that is not there has no invoices."""
    actor, at = actor_of(request), visit_in(request.scope).at
    reading, home = reads.inside(actor.tenant_id), f"/app/{actor.tenant_slug}"
    books = await client_books(reading, client_id, at)
    found = await invoice_list(reading, Wanted(at, NEWEST, Filters(client_id=client_id)))
    all_url = f"{home}/invoices?client={client_id}"
    count = sum(book.count for book in books)
    shown = ClientInvoices(
        here=f"{home}/clients/{client_id}/invoices",
        figures=_figures(books, all_url, actor.locale),
        rows=tuple(
            list_row(row, found.today, f"{home}/invoices", actor.locale, asks_approval=actor.approval)
            for row in found.rows
        ),
        all_url=all_url,
        all_label="Open the list" if count <= NEWEST else f"All {format_count(count, actor.locale)}",
        new_url=f"{home}/invoices/new?client={client_id}",
        may_write=actor.may(Permission.EDIT_DRAFTS),
    )
    return html("reporting/client_invoices.html", page=shown)


def _figures(books: tuple[ClientBooks, ...], all_url: str, locale: str) -> tuple[Figure, ...]:
    overdue = [(book.overdue_minor, book.currency) for book in books]
    late = any(minor for minor, _ in overdue)
    return (
        _figure(
            "Open", [(book.open_minor, book.currency) for book in books], f"{all_url}&status=open", locale
        ),
        _figure("Overdue", overdue, f"{all_url}&status=overdue", locale, late=late),
        _figure("Invoiced in all", [(book.invoiced_minor, book.currency) for book in books], all_url, locale),
    )


def _figure(
    label: str, amounts: list[tuple[int, str]], href: str, locale: str, *, late: bool = False
) -> Figure:
    said = [format_money(Money(minor, currency), locale) for minor, currency in amounts if minor]
    first, *others = said or ["\N{EN DASH}"]
    return Figure(label, first, " ".join(f"+ {other}" for other in others), late, href)


handlers: list[Any] = [client_invoices]
