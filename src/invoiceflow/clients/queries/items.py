"""Reads of items."""

from collections.abc import Iterable
from typing import Any

import msgspec

from invoiceflow.clients import store
from invoiceflow.clients.domain.item import Item
from invoiceflow.clients.queries import listing
from invoiceflow.clients.queries.listing import Page, Source, Wanted
from invoiceflow.kernel.ids import ItemId, TenantId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.reads import HotReads

_SEARCHED = "concat_ws(' ', name, note)"
NEWEST_FIRST = Source("items", _SEARCHED, by_name=False)
BY_NAME = Source("items", _SEARCHED, by_name=True)


async def newest_items(reads: HotReads, tenant_id: TenantId, wanted: Wanted) -> Page[Item]:
    """Return one page of items, the newest first."""
    return _items(await listing.page(reads, tenant_id, NEWEST_FIRST, wanted))


async def items_by_name(reads: HotReads, tenant_id: TenantId, wanted: Wanted) -> Page[Item]:
    """Return one page of items by name. Uses ix_items_tenant_name."""
    return _items(await listing.page(reads, tenant_id, BY_NAME, wanted))


async def item(session: Session, item_id: ItemId, *, to_edit: bool = False) -> Item:
    """
    Return an item; ``to_edit`` keeps others from changing it until this transaction ends.

    Raises:
        NoSuchItem: this tenant has none of that id.
    """
    return await store.load_item(session, item_id, lock=to_edit)


async def items_there(session: Session, ids: Iterable[ItemId]) -> frozenset[ItemId]:
    """Return which of these ids this tenant has items of, archived ones too."""
    read = "SELECT id FROM items WHERE tenant_id = $1 AND id = ANY($2::uuid[])"
    return frozenset(ItemId(row["id"]) for row in await session.rows(read, list(ids)))


def _items(page: Page[dict[str, Any]]) -> Page[Item]:
    rows = tuple(store.item_of(row | {"metadata": msgspec.json.decode(row["metadata"])}) for row in page.rows)
    return Page(rows, page.previous, page.next)
