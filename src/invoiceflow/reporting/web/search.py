"""The quick search behind ⌘K, as JSON for ui/src/lib/palette.ts."""

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Response, get

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.kernel.money import Money
from invoiceflow.kernel.name import isolated
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.search import FoundInvoice, Results, search
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.given import Request, TheReads
from invoiceflow.web.guards import actor_of, permitted

SHORTEST = 2
LONGEST = 100


class Hit(msgspec.Struct, frozen=True):
    """Something to jump to. ``icon`` is a picture of the sprite; ``note`` stands quieter beside the label."""

    label: str
    note: str
    href: str
    icon: str


class Hits(msgspec.Struct, frozen=True):
    """What was found, the likeliest first."""

    items: tuple[Hit, ...]


@get("/app/{tenant:str}/search", guards=[permitted(Permission.READ)])
async def find(request: Request, reads: TheReads) -> Response[bytes]:
    """Find invoices and clients that contain a text (``?q=``); nothing for less than two signs."""
    actor = actor_of(request)
    text = request.query_params.get("q", "").replace("\0", "").strip()[:LONGEST]
    found: tuple[Hit, ...] = ()
    if len(text) >= SHORTEST:
        results = await search(reads.inside(actor.tenant_id), text)
        found = tuple(_hits(results, f"/app/{actor.tenant_slug}", actor.locale))
    return Response(msgspec.json.encode(Hits(found)), media_type="application/json")


def _hits(results: Results, home: str, locale: str) -> Iterator[Hit]:
    for client in results.clients:
        yield Hit(client.name, client.city or "Client", f"{home}/clients/{client.id}", "users")
    for invoice in results.invoices:
        yield _invoice(invoice, home, locale)


def _invoice(invoice: FoundInvoice, home: str, locale: str) -> Hit:
    money = format_money(Money(invoice.total_minor, invoice.currency), locale)
    client = invoice.client_name or "nobody yet"
    label = "Draft" if invoice.status == Status.DRAFT else f"{invoice.number}"
    return Hit(label, f"{isolated(client)} · {money}", f"{home}/invoices/{invoice.id}", "invoice")


handlers: list[Any] = [find]
