"""An item as it is sent."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from invoiceflow.clients.domain.item import ItemDetails
from invoiceflow.kernel.decimals import PRICE
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.web import fields


class NewItem(msgspec.Struct, forbid_unknown_fields=True):
    """An item to be added. Without a currency it is sold in the tenant's."""

    name: fields.Name
    unit_price: fields.Price
    currency: fields.Currency = ""
    unit: fields.Line = ""
    note: fields.Description = ""
    tax_rate_id: fields.Id | None = None
    metadata: fields.Metadata = msgspec.field(default_factory=dict)

    def details(self) -> ItemDetails:
        """Return the item as it shall be; the currency is empty where left out."""
        return ItemDetails(**_given(self))


class ItemChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What shall change about an item; what is left out stays. Metadata is replaced whole."""

    name: fields.Name | UnsetType = UNSET
    unit_price: fields.Price | UnsetType = UNSET
    currency: fields.Currency | UnsetType = UNSET
    unit: fields.Line | UnsetType = UNSET
    note: fields.Description | UnsetType = UNSET
    tax_rate_id: fields.Id | UnsetType | None = UNSET
    metadata: fields.Metadata | UnsetType = UNSET

    def applied_to(self, details: ItemDetails) -> ItemDetails:
        """Return the details with these changes."""
        return replace(details, **_given(self))


def _given(body: NewItem | ItemChanges) -> dict[str, Any]:
    """Return the fields that were sent, texts stripped, the price as a number."""
    sent = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    return {name: _meant(name, value) for name, value in sent.items()}


def _meant(name: str, value: object) -> object:
    if name == "unit_price":
        price: Decimal = PRICE.parse(str(value), "/unit_price")
        return price
    if isinstance(value, UUID):
        return TaxRateId(value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
