"""Drafts and invoices as the API gives them: whole, with lines and taxes, one statement for a page of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal
from uuid import UUID

import msgspec

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.pay_link import Links
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.invoicing.queries.listing import Page, paged
from invoiceflow.invoicing.queries.selection import OVERDUE, Wanted, page_of
from invoiceflow.invoicing.store.invoices import NoSuchInvoice
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.runtime.reads import HotReads, Reading

Category = Literal["S", "Z", "E", "AE", "K", "G", "O"]
Scalar = str | int | bool | None


class LineJson(msgspec.Struct, frozen=True):
    """A line. Numbers are texts without trailing zeros; ``net_minor`` is in the invoice's currency."""

    id: UUID
    description: str
    note: str
    quantity: str
    unit: str
    unit_price: str
    discount_percent: str
    discount_minor: int
    charge_minor: int
    tax_category: Category
    tax_rate: str
    net_minor: int
    item_id: UUID | None
    metadata: dict[str, Scalar]


class TaxJson(msgspec.Struct, frozen=True):
    """One row of the tax table."""

    category: Category
    rate: str
    base_minor: int
    tax_minor: int


class InvoiceJson(msgspec.Struct, frozen=True):
    """
    A draft or an issued invoice. Amounts are integers of the currency's smallest unit.

    A draft has no ``number`` and no ``public_url``; nor has an invoice one whose key is not kept any more.
    ``due_minor`` is what is still to be paid, ``credit_minor`` what was paid too much. ``overdue`` is by the day in the
    tenant's time zone. ``approval`` matters for drafts, where the tenant asks for it; ``approval_note`` is why a draft
    was returned, ``decided_by`` who approved or returned it.
    """

    id: UUID
    status: Status
    number: str | None
    client_id: UUID | None
    client_name: str
    currency: str
    language: str
    prices_include_tax: bool
    discount_percent: str
    discount_minor: int
    charge_minor: int
    lines_minor: int
    net_minor: int
    tax_minor: int
    rounding_minor: int
    total_minor: int
    paid_minor: int
    overdue: bool
    issued_on: date | None
    due_on: date | None
    payment_days: int
    service_from: date | None
    service_to: date | None
    reference: str
    intro: str
    notes: str
    terms: str
    revision: int
    created_at: datetime
    updated_at: datetime
    issued_at: datetime | None
    sent_at: datetime | None
    viewed_at: datetime | None
    voided_at: datetime | None
    approval: Literal["submitted", "approved", "returned"] | None
    approval_note: str
    submitted_by: str
    decided_by: str
    # From here on there is no column of the same name and value.
    due_minor: int
    credit_minor: int
    public_url: str | None
    metadata: dict[str, Scalar]
    lines: list[LineJson]
    taxes: list[TaxJson]


@dataclass(frozen=True, slots=True)
class Feeds:
    """The invoices of every tenant for the API; ``links`` makes their public links."""

    reads: HotReads
    links: Links

    def inside(self, tenant_id: TenantId) -> "Feed":
        """Return those of one tenant."""
        return Feed(self.reads.inside(tenant_id), tenant_id, self.links)


@dataclass(frozen=True, slots=True)
class Feed:
    """Reads a tenant's invoices for the API."""

    reading: Reading
    tenant_id: TenantId
    links: Links

    async def page(self, wanted: Wanted) -> Page[InvoiceJson]:
        """Return one page of the list, in one statement."""
        selection, arguments = page_of(wanted)
        rows, before, after = paged(await self.reading.rows(_read(selection), *arguments), wanted)
        return Page(tuple(self._json_of(row) for row in rows), before, after)

    async def one(self, invoice_id: UUID, *, at: datetime) -> InvoiceJson:
        """Return one draft or invoice. Raises NoSuchInvoice."""
        selection = "SELECT i.* FROM invoices i WHERE i.tenant_id = $1 AND i.id = $3"
        rows = await self.reading.rows(_read(selection), at, invoice_id)
        if not rows:
            raise NoSuchInvoice("There is no such invoice.")
        return self._json_of(rows[0])

    def _json_of(self, row: Mapping[str, Any]) -> InvoiceJson:
        settlement = Settlement(Status(row["status"]), row["total_minor"], row["paid_minor"])
        public_url = None
        if settlement.status is not Status.DRAFT:
            public_url = self.links.url(
                self.tenant_id, InvoiceId(row["id"]), row["link_version"], row["link_hash"]
            )
        # By place and not by name, which would take as long as all the rest: _read selects columns as fields go.
        values: list[Any] = [
            *islice(row.values(), len(_SAME)),
            settlement.due_minor,
            settlement.credit_minor,
            public_url,
            # PostgreSQL wrote these parts; they are passed on as they are.
            *(_raw(row[name]) for name in ("metadata", "lines", "taxes")),
        ]
        return InvoiceJson(*values)


_SAME = InvoiceJson.__struct_fields__[: InvoiceJson.__struct_fields__.index("due_minor")]
_WRITTEN = {
    "discount_percent": "trim_scale(i.discount_percent)::text AS discount_percent",
    "approval": "nullif(i.approval, '') AS approval",
    "overdue": f"{OVERDUE} AS overdue",
}
_COLUMNS = ", ".join(_WRITTEN.get(name, f"i.{name}") for name in _SAME)
_LINES = """(
  SELECT coalesce(json_agg(json_build_object(
    'id', l.id, 'description', l.description, 'note', l.note, 'quantity', trim_scale(l.quantity)::text,
    'unit', l.unit, 'unit_price', trim_scale(l.unit_price)::text,
    'discount_percent', trim_scale(l.discount_percent)::text, 'discount_minor', l.discount_minor,
    'charge_minor', l.charge_minor, 'tax_category', l.tax_category, 'tax_rate', trim_scale(l.tax_rate)::text,
    'net_minor', l.net_minor, 'item_id', l.item_id, 'metadata', l.metadata
  ) ORDER BY l.position)::text, '[]')
  FROM invoice_lines l WHERE l.tenant_id = $1 AND l.invoice_id = i.id)"""
_TAXES = """(
  SELECT coalesce(json_agg(json_build_object(
    'category', x.category, 'rate', trim_scale(x.rate)::text, 'base_minor', x.base_minor, 'tax_minor', x.tax_minor
  ) ORDER BY array_position(ARRAY['S', 'Z', 'E', 'AE', 'K', 'G', 'O'], x.category), x.rate DESC)::text, '[]')
  FROM invoice_taxes x WHERE x.tenant_id = $1 AND x.invoice_id = i.id)"""


def _read(selection: str) -> str:
    return (
        f"SELECT {_COLUMNS}, i.link_version, i.link_hash, i.period, i.seq, i.metadata::text AS metadata, "  # noqa: S608  # parts are ours, values are bound
        f"{_LINES} AS lines, {_TAXES} AS taxes FROM ({selection}) i"
    )


def _raw(json: str) -> msgspec.Raw:
    return msgspec.Raw(json.encode())
