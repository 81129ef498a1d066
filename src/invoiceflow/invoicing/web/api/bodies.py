"""Drafts as programs send them."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from invoiceflow.invoicing.domain.invoice import Content, Line
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import ClientId, LineId
from invoiceflow.runtime.ids import new_id
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.web import fields
from invoiceflow.web.body import problems_in

MAX_LINES = 2_000

_CATEGORY_EXTRA = {"code": "tax.category_unknown", "message": "Use one of S, Z, E, AE, K, G, O."}
_LINES_EXTRA = {"code": "invoice.lines_missing", "message": f"Send 1 to {MAX_LINES:,} lines."}
_DESCRIPTION_EXTRA = {
    "code": "line.description",
    "message": "Say what this line is for, in at most 2,000 characters.",
}

Category = Annotated[Literal["S", "Z", "E", "AE", "K", "G", "O"], Meta(extra=_CATEGORY_EXTRA)]
Description = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=fields.MAX_DESCRIPTION,
        pattern=r"^(?=[\s\S]*\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$",
        extra=_DESCRIPTION_EXTRA,
    ),
]


class LineBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """
    One thing sold. Quantity, price and percentages are texts, so that none is ever rounded on the way.

    A return has a negative quantity. Without `tax_category` it is S if the rate is above 0, else Z; the categories
    other than S have a rate of 0, which may be left out.
    """

    description: Description
    quantity: fields.Quantity
    unit_price: fields.Price
    tax_rate: fields.Rate | None = None
    tax_category: Category | None = None
    unit: fields.Line = ""
    note: fields.Description = ""
    discount_percent: fields.Percent = "0"
    discount_minor: fields.AmountMinor = 0
    charge_minor: fields.AmountMinor = 0
    metadata: fields.Metadata = msgspec.field(default_factory=dict)


Lines = Annotated[list[LineBody], Meta(min_length=1, max_length=MAX_LINES, extra=_LINES_EXTRA)]


class _DraftBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What can be sent of a draft, whether it is new or changed."""

    client_id: fields.Id | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    currency: fields.Currency | UnsetType = UNSET
    language: fields.Language | UnsetType = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    discount_percent: fields.Percent | UnsetType = UNSET
    discount_minor: fields.AmountMinor | UnsetType = UNSET
    charge_minor: fields.AmountMinor | UnsetType = UNSET
    payment_days: fields.PaymentDays | UnsetType = UNSET
    issued_on: fields.Day | UnsetType | None = UNSET
    due_on: fields.Day | UnsetType | None = UNSET
    service_from: fields.Day | UnsetType | None = UNSET
    service_to: fields.Day | UnsetType | None = UNSET
    reference: fields.Line | UnsetType = UNSET
    intro: fields.Text | UnsetType = UNSET
    notes: fields.Text | UnsetType = UNSET
    terms: fields.Text | UnsetType = UNSET
    metadata: fields.Metadata | UnsetType = UNSET

    def applied_to(self, content: Content, at: datetime) -> Content:
        """Return the content with what was sent. Raises Invalid."""
        sent: dict[str, Any] = {
            name: _stripped(value)
            for name, value in msgspec.structs.asdict(self).items()
            if value is not UNSET
        }
        if "client_id" in sent:
            sent["client_id"] = ClientId(sent["client_id"])
        if "discount_percent" in sent:
            sent["discount_percent"] = Decimal(sent["discount_percent"])
        if "lines" in sent:
            sent["lines"] = _lines(sent["lines"], at)
        return replace(content, **sent)


class NewDraft(_DraftBody, kw_only=True):
    """A draft. What is left out follows the client, else the tenant's settings."""

    client_id: fields.Id
    lines: Lines


class DraftChanges(_DraftBody):
    """What shall change about a draft; what is left out stays. Lines and metadata are replaced whole."""


class VoidBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why an invoice is voided, for the audit chain."""

    reason: fields.Line = ""


class ReturnBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be changed about a draft before it can be approved, for whoever submitted it."""

    note: fields.Description = ""


def _lines(bodies: list[LineBody], at: datetime) -> tuple[Line, ...]:
    lines: list[Line] = []
    errors: list[FieldError] = []
    for place, body in enumerate(bodies):
        try:
            lines.append(_line(body, f"/lines/{place}", at))
        except Invalid as error:
            errors += error.errors
    if errors:
        raise Invalid(tuple(errors))
    return tuple(lines)


def contradictions(lines: object) -> tuple[FieldError, ...]:
    """Return what contradicts itself in those of the lines, as they were sent, that fit by themselves."""
    errors: list[FieldError] = []
    for place, sent in enumerate(lines if isinstance(lines, list) else ()):
        pointer = f"/lines/{place}"
        if not problems_in(sent, LineBody, pointer=pointer):
            try:
                _tax(msgspec.convert(sent, LineBody), pointer)
            except Invalid as error:
                errors += error.errors
    return tuple(errors)


def _tax(body: LineBody, pointer: str) -> TaxKey:
    category = TaxCategory(body.tax_category) if body.tax_category else None
    rate = body.tax_rate
    if rate is None:
        if category in (None, TaxCategory.STANDARD):
            raise Invalid.field(f"{pointer}/tax_rate", "field.required", "This is needed.")
        rate = "0"
    return TaxKey.of(Decimal(rate), category, pointer=pointer)


def _line(body: LineBody, pointer: str, at: datetime) -> Line:
    return Line(
        id=LineId(new_id(at)),
        description=_stripped(body.description),
        quantity=Decimal(body.quantity),
        unit_price=Decimal(body.unit_price),
        tax=_tax(body, pointer),
        unit=_stripped(body.unit),
        note=_stripped(body.note),
        discount_percent=Decimal(body.discount_percent),
        discount_minor=body.discount_minor,
        charge_minor=body.charge_minor,
        metadata=dict(body.metadata),
    )


def _stripped(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
