"""Add an item."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.domain.item import Item, ItemDetails
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import ItemId, TaxRateId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy import queries as tenancy


@dataclass(frozen=True, slots=True)
class AddItem:
    """An item as it shall be."""

    details: ItemDetails
    actor: str
    at: datetime


async def add_item(session: Session, command: AddItem) -> Item:
    """
    Add an item. Two items may have the same name; an empty currency becomes the tenant's.

    Raises:
        Invalid: there is no such tax rate, or it is archived.
    """
    await check_tax_rate(session, command.details.tax_rate_id)
    details = command.details
    if not details.currency:
        details = replace(details, currency=(await tenancy.own_tenant(session)).profile.currency)
    item = Item(ItemId(new_id(command.at)), details, 1, None, command.at, command.at)
    await store.add_item(session, item)
    fact = Fact(command.at, command.actor, "item.added", "item", item.id, {"name": details.name})
    await record(session, fact)
    return item


async def check_tax_rate(session: Session, rate_id: TaxRateId | None) -> None:
    """
    Refuse a tax rate that new lines cannot have.

    Raises:
        Invalid: this tenant has none of that id, or it is archived.
    """
    if rate_id is None:
        return
    try:
        rate = await store.load_tax_rate(session, rate_id)
    except store.NoSuchTaxRate as error:
        raise Invalid.field("/tax_rate_id", error.code, error.message) from None
    if rate.archived_at is not None:
        message = f"“{rate.details.name}” is archived. Choose another rate."
        raise Invalid.field("/tax_rate_id", "tax_rate.archived", message)
