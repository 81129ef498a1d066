"""A draft as the builder holds it: the same shape when it is loaded and when it is saved."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from invoiceflow.invoicing.domain.invoice import Content, Line
from invoiceflow.invoicing.web.api.bodies import MAX_LINES, Category
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import ClientId, ItemId, LineId
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.web import fields

_LINES_EXTRA = {"code": "invoice.too_many_lines", "message": f"An invoice has at most {MAX_LINES:,} lines."}


class TypedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One line, finished or not: what is left out has not been typed yet."""

    description: fields.Text = ""
    note: fields.Text = ""
    quantity: fields.Quantity = "0"
    unit: fields.Line = ""
    unit_price: fields.Price = "0"
    tax_rate: fields.Rate = "0"
    tax_category: Category | None = None
    discount_percent: fields.Percent = "0"
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
    discount_percent: fields.Percent = "0"
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


def content_of(typed: TypedDraft, line_ids: tuple[LineId, ...]) -> Content:
    """
    Return what was typed as a content; each line has the id at its place.

    Raises:
        Invalid: a line's tax category and rate contradict each other, each line named.
    """
    lines: list[Line] = []
    errors: list[FieldError] = []
    for place, (body, line_id) in enumerate(zip(typed.lines, line_ids, strict=True)):
        try:
            lines.append(_line(body, line_id, f"/lines/{place}"))
        except Invalid as error:
            errors += error.errors
    if errors:
        raise Invalid(tuple(errors))
    said: dict[str, Any] = {name: _clean(getattr(typed, name)) for name in _PLAIN}
    content = Content(lines=tuple(lines), discount_percent=Decimal(typed.discount_percent), **said)
    return replace(content, client_id=ClientId(typed.client_id) if typed.client_id else None)


_PLAIN = [name for name in TypedDraft.__struct_fields__ if name not in {"lines", "discount_percent"}]
_SAME = ("description", "note", "unit", "discount_minor", "charge_minor")
_NUMBERS = ("quantity", "unit_price", "discount_percent")


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


def _line(body: TypedLine, line_id: LineId, pointer: str) -> Line:
    category = TaxCategory(body.tax_category) if body.tax_category else None
    item_id: UUID | None = body.item_id
    said: dict[str, Any] = {name: _clean(getattr(body, name)) for name in _SAME}
    said |= {name: Decimal(getattr(body, name)) for name in _NUMBERS}
    return Line(
        id=line_id,
        tax=TaxKey.of(Decimal(body.tax_rate), category, pointer=pointer),
        item_id=ItemId(item_id) if item_id else None,
        metadata=dict(body.metadata),
        **said,
    )


def _scalars(metadata: dict[str, object]) -> dict[str, str | int | bool | None]:
    return {key: value for key, value in metadata.items() if value is None or isinstance(value, str | int)}


def _clean(value: object) -> object:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
