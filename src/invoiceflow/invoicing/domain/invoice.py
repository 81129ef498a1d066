"""
What an invoice says: the frozen values that page, API, PDF and email all render.

A draft and an issued invoice are two types, so that nothing can edit a final one. Amounts end in ``_minor``
and are integers of the currency's smallest unit; quantities, prices and rates are Decimals; dates are the
tenant's own.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from invoiceflow.invoicing.domain.approval import NOT_REVIEWED, Review
from invoiceflow.invoicing.domain.totals import Totals
from invoiceflow.kernel.ids import ClientId, InvoiceId, ItemId, LineId
from invoiceflow.tax.domain.category import TaxKey


class Status(StrEnum):
    """The stored state; overdue, sent and seen stand beside it."""

    DRAFT = "draft"
    ISSUED = "issued"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"


@dataclass(frozen=True, slots=True)
class Party:
    """
    A seller or buyer as it stands on the document.

    ``country`` is ISO 3166-1 alpha-2; ``vat_id`` is EN 16931 BT-31/48.
    """

    name: str
    country: str
    contact: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    vat_id: str = ""
    tax_number: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Bank:
    """Where money is sent by transfer."""

    holder: str = ""
    iban: str = ""
    bic: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """
    One thing sold.

    ``discount_minor`` and ``charge_minor`` come on top of ``discount_percent``. ``unit`` is free text
    ("hours").
    """

    id: LineId
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax: TaxKey
    unit: str = ""
    note: str = ""
    discount_percent: Decimal = Decimal(0)
    discount_minor: int = 0
    charge_minor: int = 0
    item_id: ItemId | None = None
    metadata: dict[str, object] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Return whether nobody has written anything into the line."""
        return not (self.description or self.note or self.unit_price or self.item_id or self.metadata)


@dataclass(frozen=True, slots=True)
class Content:
    """
    All that a person can edit in a draft, and all that is frozen in an invoice.

    ``language`` is a BCP 47 tag and decides the language of the document. ``issued_on`` and ``due_on`` are
    what the draft asks for: without them an invoice is issued today and due after ``payment_days``.
    """

    client_id: ClientId | None
    currency: str
    language: str
    lines: tuple[Line, ...]
    prices_include_tax: bool = False
    discount_percent: Decimal = Decimal(0)
    discount_minor: int = 0
    charge_minor: int = 0
    payment_days: int = 14
    issued_on: date | None = None
    due_on: date | None = None
    service_from: date | None = None
    service_to: date | None = None
    reference: str = ""
    intro: str = ""
    notes: str = ""
    terms: str = ""
    metadata: dict[str, object] = field(default_factory=dict)

    def written(self) -> "Content":
        """Return it without the lines that nobody has written into: they are neither shown nor issued."""
        lines = tuple(line for line in self.lines if not line.is_blank)
        return replace(self, lines=lines) if lines else self

    def says_the_same(self, other: "Content") -> bool:
        """Return whether both would be the same invoice: neither blank lines nor the ids of lines are read."""
        return _as_read(self) == _as_read(other)


@dataclass(frozen=True, slots=True)
class DraftInvoice:
    """An invoice before issuing: it has no number, and everything about it may still change."""

    id: InvoiceId
    content: Content
    totals: Totals
    revision: int
    review: Review = NOT_REVIEWED


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """
    An invoice after issuing: numbered, dated, with its parties as they were on that day. Never changes.

    ``template`` and ``accent`` are the tenant's at the time, so that the document can be made again byte
    for byte; ``logo`` is the SHA-256 of the logo's file, or empty.
    """

    id: InvoiceId
    number: str
    issued_on: date
    due_on: date
    content: Content
    totals: Totals
    seller: Party
    buyer: Party
    bank: Bank
    template: str
    accent: str
    paper: str
    logo: str
    footer: str


def _as_read(content: Content) -> Content:
    no_id = LineId(UUID(int=0))
    return replace(
        content, lines=tuple(replace(line, id=no_id) for line in content.lines if not line.is_blank)
    )
