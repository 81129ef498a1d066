"""Reads of clients."""

from typing import Any

import msgspec

from invoiceflow.clients import store
from invoiceflow.clients.domain.client import Client
from invoiceflow.clients.queries import listing
from invoiceflow.clients.queries.listing import Page, Source, Wanted
from invoiceflow.kernel.ids import ClientId, TenantId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.reads import HotReads

_SEARCHED = "concat_ws(' ', name, email, city, vat_id)"
NEWEST_FIRST = Source("clients", _SEARCHED, by_name=False)
BY_NAME = Source("clients", _SEARCHED, by_name=True)


async def newest_clients(reads: HotReads, tenant_id: TenantId, wanted: Wanted) -> Page[Client]:
    """Return one page of clients, the newest first."""
    return _clients(await listing.page(reads, tenant_id, NEWEST_FIRST, wanted))


async def clients_by_name(reads: HotReads, tenant_id: TenantId, wanted: Wanted) -> Page[Client]:
    """Return one page of clients by name. Uses ix_clients_tenant_name."""
    return _clients(await listing.page(reads, tenant_id, BY_NAME, wanted))


async def client(session: Session, client_id: ClientId, *, to_edit: bool = False) -> Client:
    """
    Return a client; ``to_edit`` keeps others from changing it until this transaction ends.

    Raises:
        NoSuchClient: this tenant has none of that id.
    """
    return await store.load_client(session, client_id, lock=to_edit)


def _clients(page: Page[dict[str, Any]]) -> Page[Client]:
    rows = tuple(store.client_of(row | _decoded(row)) for row in page.rows)
    return Page(rows, page.previous, page.next)


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that asyncpg leaves as JSON text."""
    return {name: msgspec.json.decode(row[name]) for name in ("contacts", "metadata")}
