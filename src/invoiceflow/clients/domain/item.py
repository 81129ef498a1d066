"""An item: something that a tenant sells, reusable as a line."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from invoiceflow.clients.domain.client import Metadata
from invoiceflow.kernel.ids import ItemId, TaxRateId


@dataclass(frozen=True, slots=True)
class ItemDetails:
    """
    Everything about an item that members can edit.

    ``name`` and ``note`` become the description and the note of a line. ``unit_price`` is for one ``unit``
    ("hours") in whole units of ``currency``, without tax. Without a tax rate lines get the default.
    """

    name: str
    unit_price: Decimal
    currency: str
    unit: str = ""
    note: str = ""
    tax_rate_id: TaxRateId | None = None
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is stored. ``revision`` rises with every edit."""

    id: ItemId
    details: ItemDetails
    revision: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime
