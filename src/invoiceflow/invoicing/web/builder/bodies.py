"""
A draft as the builder holds it: the same shape when it is loaded and when it is saved.

Numbers are sent as programs spell them, and come back as people type them.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from invoiceflow.invoicing.domain.invoice import Content, Line
from invoiceflow.invoicing.web.api.bodies import MAX_LINES, Category
from invoiceflow.kernel.decimals import PERCENT, PRICE, QUANTITY, Bounded, plain
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import ClientId, ItemId, LineId
from invoiceflow.kernel.notation import Notation, read_number
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.web import fields

_LINES_EXTRA = {"code": "invoice.too_many_lines", "message": f"An invoice has at most {MAX_LINES} lines."}


class TypedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One line, finished or not: what is left out has not been typed yet."""

    description: fields.Description = ""
    note: fields.Description = ""
    quantity: fields.TypedNumber = "0"
    unit: fields.Line = ""
    unit_price: fields.TypedNumber = "0"
    tax_rate: fields.Rate = "0"
    tax_category: Category | None = None
    discount_percent: fields.TypedNumber = "0"
    discount_minor: fields.AmountMinor = 0
    charge_minor: fields.AmountMinor = 0
    item_id: fields.Id | None = None
    metadata: fields.Metadata = msgspec.field(default_factory=dict)


class TypedDraft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A draft, finished or not."""

    currency: fields.Currency
    language: fields.Language
    payment_days: fields.PaymentDays
    client_id: fields.Id | None = None
    lines: Annotated[list[TypedLine], Meta(max_length=MAX_LINES, extra=_LINES_EXTRA)] = []
    prices_include_tax: bool = False
    discount_percent: fields.TypedNumber = "0"
    discount_minor: fields.AmountMinor = 0
    charge_minor: fields.AmountMinor = 0
    issued_on: fields.Day | None = None
    due_on: fields.Day | None = None
    service_from: fields.Day | None = None
    service_to: fields.Day | None = None
    reference: fields.Line = ""
    intro: fields.Text = ""
    notes: fields.Text = ""
    terms: fields.Text = ""
    metadata: fields.Metadata = msgspec.field(default_factory=dict)


def typed_draft(content: Content) -> TypedDraft:
    """Return a content as the builder takes it."""
    said = {name: getattr(content, name) for name in _PLAIN}
    return TypedDraft(
        lines=[_typed_line(line) for line in content.lines],
        discount_percent=plain(content.discount_percent),
        **said,
    )


def content_of(typed: TypedDraft, line_ids: tuple[LineId, ...], notation: Notation) -> Content:
    """
    Return what was typed as a content; each line has the id at its place.

    Raises:
        Invalid: a number is none or can be two, or a line's tax category and rate contradict each other; every
        such field is named.
    """
    errors: list[FieldError] = []
    reader = _Reader(notation, errors)
    lines = [
        _line(body, line_id, f"/lines/{place}", reader)
        for place, (body, line_id) in enumerate(zip(typed.lines, line_ids, strict=True))
    ]
    discount_percent = reader.number(typed.discount_percent, PERCENT, "/discount_percent")
    if errors:
        raise Invalid(tuple(errors))
    said: dict[str, Any] = {name: _clean(getattr(typed, name)) for name in _PLAIN}
    content = Content(lines=tuple(lines), discount_percent=discount_percent, **said)
    return replace(content, client_id=ClientId(typed.client_id) if typed.client_id else None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads field after field and gathers what is wrong; what cannot be read is nothing meanwhile."""

    notation: Notation
    errors: list[FieldError]

    def number(self, text: str, kind: Bounded, pointer: str) -> Decimal:
        try:
            return read_number(text, kind, self.notation, pointer)
        except Invalid as error:
            self.errors.extend(error.errors)
            return Decimal(0)

    def tax(self, body: "TypedLine", pointer: str) -> TaxKey:
        category = TaxCategory(body.tax_category) if body.tax_category else None
        try:
            return TaxKey.of(Decimal(body.tax_rate), category, pointer=pointer)
        except Invalid as error:
            self.errors.extend(error.errors)
            return TaxKey.of(Decimal(0))


_PLAIN = [name for name in TypedDraft.__struct_fields__ if name not in {"lines", "discount_percent"}]
_SAME = ("description", "note", "unit", "discount_minor", "charge_minor")
_NUMBERS = {"quantity": QUANTITY, "unit_price": PRICE, "discount_percent": PERCENT}


def _typed_line(line: Line) -> TypedLine:
    said: dict[str, Any] = {name: getattr(line, name) for name in _SAME}
    said |= {name: plain(getattr(line, name)) for name in _NUMBERS}
    return TypedLine(
        tax_rate=plain(line.tax.rate_percent),
        tax_category=line.tax.category.value,
        item_id=line.item_id,
        metadata=_scalars(line.metadata),
        **said,
    )


def _line(body: TypedLine, line_id: LineId, pointer: str, reader: _Reader) -> Line:
    item_id: UUID | None = body.item_id
    said: dict[str, Any] = {name: _clean(getattr(body, name)) for name in _SAME}
    said |= {
        name: reader.number(getattr(body, name), kind, f"{pointer}/{name}") for name, kind in _NUMBERS.items()
    }
    return Line(
        id=line_id,
        tax=reader.tax(body, pointer),
        item_id=ItemId(item_id) if item_id else None,
        metadata=dict(body.metadata),
        **said,
    )


def _scalars(metadata: dict[str, object]) -> dict[str, str | int | bool | None]:
    return {key: value for key, value in metadata.items() if value is None or isinstance(value, str | int)}


def _clean(value: object) -> object:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
