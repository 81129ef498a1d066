"""
A draft as the builder holds it while someone types: half of it may be missing or wrong.

The shape is that of ``POST /api/v1/invoices``, but numbers are typed ones and nothing is demanded: what cannot be
read counts as not yet typed.
What is wrong is told by the form that saves the draft, not by its picture.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from invoiceflow.invoicing.domain.invoice import Content, Line
from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.decimals import PERCENT, PRICE, QUANTITY, RATE, Bounded, NotADecimal
from invoiceflow.kernel.ids import LineId
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.kernel.notation import Notation, read_number
from invoiceflow.tax.domain.category import NotATaxTreatment, TaxCategory, TaxKey

MAX_LINES = 2_000
FIRST_YEAR, LAST_YEAR = 1970, 2199

Kind = TypeVar("Kind", int, str)

_NO_ID = LineId(UUID(int=0))

Text = Annotated[str, Meta(max_length=10_000)]
Amount = Annotated[int, Meta(ge=0, le=MAX_MINOR)]


class LineSketch(msgspec.Struct):
    """One line; numbers are texts, as they are typed."""

    description: Text = ""
    note: Text = ""
    quantity: Text = ""
    unit: Text = ""
    unit_price: Text = ""
    tax_rate: Text | None = None
    tax_category: Text | None = None
    discount_percent: Text = ""
    discount_minor: Amount = 0
    charge_minor: Amount = 0
    item_id: object = None
    metadata: object = None


class Sketch(msgspec.Struct):
    """A draft. What is left out follows the client, else the tenant's settings."""

    client_id: UUID | None = None
    lines: Annotated[list[LineSketch], Meta(max_length=MAX_LINES)] = []
    currency: Text = ""
    language: Text = ""
    prices_include_tax: bool = False
    discount_percent: Text = ""
    discount_minor: Amount = 0
    charge_minor: Amount = 0
    payment_days: Annotated[int, Meta(ge=0, le=3650)] | UnsetType = UNSET
    issued_on: date | None = None
    due_on: date | None = None
    service_from: date | None = None
    service_to: date | None = None
    reference: Text | UnsetType = UNSET
    intro: Text | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    terms: Text | UnsetType = UNSET
    metadata: object = None

    def applied_to(self, blank: Content, notation: Notation) -> Content:
        """Return what the draft says so far; ``blank`` is a new draft of this client."""
        return replace(
            blank,
            lines=tuple(_line(line, notation) for line in self.lines),
            currency=self.currency if self.currency in CURRENCIES else blank.currency,
            language=self.language if self.language[:2] in DOCUMENT_LANGUAGES else blank.language,
            prices_include_tax=self.prices_include_tax,
            discount_percent=_number(self.discount_percent, PERCENT, notation),
            discount_minor=self.discount_minor,
            charge_minor=self.charge_minor,
            payment_days=_given(self.payment_days, blank.payment_days),
            issued_on=_day(self.issued_on),
            due_on=_day(self.due_on),
            service_from=_day(self.service_from),
            service_to=_day(self.service_to),
            reference=_given(self.reference, blank.reference),
            intro=_given(self.intro, blank.intro),
            notes=_given(self.notes, blank.notes),
            terms=_given(self.terms, blank.terms),
        )


def _line(sketch: LineSketch, notation: Notation) -> Line:
    return Line(
        id=_NO_ID,
        description=sketch.description,
        note=sketch.note,
        quantity=_number(sketch.quantity, QUANTITY, notation),
        unit=sketch.unit,
        unit_price=_number(sketch.unit_price, PRICE, notation),
        tax=_tax(sketch),
        discount_percent=_number(sketch.discount_percent, PERCENT, notation),
        discount_minor=sketch.discount_minor,
        charge_minor=sketch.charge_minor,
    )


def _tax(sketch: LineSketch) -> TaxKey:
    rate = _rate(sketch.tax_rate or "")
    try:
        return TaxKey.of(rate, TaxCategory(sketch.tax_category) if sketch.tax_category else None)
    except (ValueError, NotATaxTreatment):
        return TaxKey.of(rate)


def _number(text: str, kind: Bounded, notation: Notation) -> Decimal:
    try:
        return read_number(text, kind, notation)
    except NotADecimal:
        return Decimal(0)


def _rate(chosen: str) -> Decimal:
    try:
        return RATE.parse(chosen)
    except NotADecimal:
        return Decimal(0)


def _day(typed: date | None) -> date | None:
    """Return a day that an invoice can be about: while a year is typed it begins with zeros."""
    return typed if typed and FIRST_YEAR <= typed.year <= LAST_YEAR else None


def _given(sent: Kind | UnsetType, otherwise: Kind) -> Kind:
    return otherwise if isinstance(sent, UnsetType) else sent
