"""Archive an item, and take it back."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.domain.item import Item
from invoiceflow.kernel.ids import ItemId
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """Put an item out of the way, or take it back."""

    item_id: ItemId
    actor: str
    at: datetime


async def archive_item(session: Session, command: ArchiveItem) -> Item:
    """
    Hide an item from lists and selectors. Lines made of it stay. An archived one stays as it is.

    Raises:
        NoSuchItem: this tenant has none of that id.
    """
    item = await store.load_item(session, command.item_id, lock=True)
    if item.archived_at is not None:
        return item
    return await _save(session, replace(item, archived_at=command.at), command, "item.archived")


async def restore_item(session: Session, command: ArchiveItem) -> Item:
    """
    Bring an archived item back. One that is not archived stays as it is.

    Raises:
        NoSuchItem: this tenant has none of that id.
    """
    item = await store.load_item(session, command.item_id, lock=True)
    if item.archived_at is None:
        return item
    return await _save(session, replace(item, archived_at=None), command, "item.restored")


async def _save(session: Session, item: Item, command: ArchiveItem, action: str) -> Item:
    await store.save_item(session, item, command.at)
    await record(session, Fact(command.at, command.actor, action, "item", item.id))
    return replace(item, revision=item.revision + 1, updated_at=command.at)
