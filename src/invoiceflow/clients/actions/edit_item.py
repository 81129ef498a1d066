"""Edit an item."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.change import changed
from invoiceflow.clients import store
from invoiceflow.clients.actions.add_item import check_tax_rate
from invoiceflow.clients.domain.item import Item, ItemDetails
from invoiceflow.kernel.ids import ItemId
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class EditItem:
    """The item as it shall be; ``revision`` is the one that the sender had read, None for "whatever it is"."""

    item_id: ItemId
    details: ItemDetails
    revision: int | None
    actor: str
    at: datetime


async def edit_item(session: Session, command: EditItem) -> Item:
    """
    Replace an item's details. Lines that were made of it keep what they say.

    Raises:
        NoSuchItem: this tenant has none of that id.
        Stale: somebody else changed it meanwhile.
        Invalid: the tax rate was changed to one that does not exist or is archived.
    """
    before = await store.load_item(session, command.item_id, lock=True)
    if command.revision not in (None, before.revision):
        raise store.Stale("Somebody else changed this item while you were editing.")
    if before.details == command.details:
        return before
    if before.details.tax_rate_id != command.details.tax_rate_id:
        await check_tax_rate(session, command.details.tax_rate_id)
    after = replace(before, details=command.details, revision=before.revision + 1, updated_at=command.at)
    await store.save_item(session, after, command.at)
    detail = changed(before.details, after.details)
    await record(session, Fact(command.at, command.actor, "item.edited", "item", after.id, detail))
    return after
