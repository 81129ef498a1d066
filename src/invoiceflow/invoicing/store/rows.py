"""How drafts and invoices lie in rows, in both directions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from invoiceflow.invoicing.domain.approval import Approval, Review, Who
from invoiceflow.invoicing.domain.invoice import Bank, Content, IssuedInvoice, Line, Party
from invoiceflow.invoicing.domain.totals import Totals, totals_of
from invoiceflow.kernel.ids import ClientId, InvoiceId, ItemId, LineId, TenantId
from invoiceflow.tax.domain.category import TaxCategory, TaxKey

Values = dict[str, object]

# Columns of `invoices` that have the name of their field in Content.
PLAIN = (
    "client_id",
    "currency",
    "language",
    "prices_include_tax",
    "discount_percent",
    "discount_minor",
    "charge_minor",
    "payment_days",
    "issued_on",
    "due_on",
    "service_from",
    "service_to",
    "reference",
    "intro",
    "notes",
    "terms",
    "metadata",
)


def content_values(content: Content, totals: Totals, client_name: str) -> Values:
    """Return the columns of a draft."""
    said: Values = {name: getattr(content, name) for name in PLAIN}
    return said | amount_values(totals) | {"client_name": client_name}


def amount_values(totals: Totals) -> Values:
    """Return the columns of what an invoice comes to."""
    return {
        "lines_minor": totals.lines_minor,
        "total_discount_minor": totals.discount_minor,
        "total_charge_minor": totals.charge_minor,
        "net_minor": totals.net_minor,
        "tax_minor": totals.tax_minor,
        "rounding_minor": totals.rounding_minor,
        "total_minor": totals.total_minor,
    }


def line_values(tenant_id: TenantId, invoice_id: InvoiceId, content: Content, totals: Totals) -> list[Values]:
    """Return the rows of the lines, in their order."""
    return [
        {
            "tenant_id": tenant_id,
            "invoice_id": invoice_id,
            "id": line.id,
            "position": position,
            "item_id": line.item_id,
            "description": line.description,
            "note": line.note,
            "unit": line.unit,
            "tax_category": line.tax.category.value,
            "tax_rate": line.tax.rate_percent,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "discount_percent": line.discount_percent,
            "discount_minor": line.discount_minor,
            "charge_minor": line.charge_minor,
            "net_minor": total.net_minor,
            "metadata": line.metadata,
        }
        for position, (line, total) in enumerate(zip(content.lines, totals.lines, strict=True), start=1)
    ]


def tax_values(tenant_id: TenantId, invoice_id: InvoiceId, totals: Totals) -> list[Values]:
    """Return the rows of the tax table."""
    return [
        {
            "tenant_id": tenant_id,
            "invoice_id": invoice_id,
            "category": group.category.value,
            "rate": group.rate_percent,
            "base_minor": group.base_minor,
            "tax_minor": group.tax_minor,
        }
        for group in totals.taxes
    ]


def review_values(review: Review) -> Values:
    """Return the columns of where a draft stands with those who approve."""
    said: Values = {"approval": review.state.value, "approval_note": review.note}
    for name, who in (("submitted", review.submitted), ("decided", review.decided)):
        said |= {
            f"{name}_by": who.name if who else "",
            f"{name}_by_id": who.id if who else None,
            f"{name}_at": who.at if who else None,
        }
    return said


def review_of(row: Row[Any]) -> Review:
    """Return where a draft stands with those who approve."""
    submitted, decided = (
        Who(getattr(row, f"{name}_by"), getattr(row, f"{name}_by_id"), at) if at else None
        for name, at in (("submitted", row.submitted_at), ("decided", row.decided_at))
    )
    return Review(Approval(row.approval), row.approval_note, submitted, decided)


def issued_values(issued: IssuedInvoice) -> Values:
    """Return the columns that issuing fills."""
    return {
        "number": issued.number,
        "issued_on": issued.issued_on,
        "due_on": issued.due_on,
        "client_name": issued.buyer.name,
        "seller": asdict(issued.seller),
        "buyer": asdict(issued.buyer),
        "bank": asdict(issued.bank),
        "layout": {name: getattr(issued, name) for name in ("template", "accent", "paper", "logo", "footer")},
    }


def content_of(row: Row[Any], lines: Iterable[Row[Any]]) -> Content:
    """Return what a draft or invoice says."""
    said = {name: getattr(row, name) for name in PLAIN}
    client_id: UUID | None = said.pop("client_id")
    return Content(
        client_id=ClientId(client_id) if client_id else None,
        lines=tuple(_line_of(line) for line in lines),
        **said,
    )


def issued_of(row: Row[Any], lines: Sequence[Row[Any]]) -> IssuedInvoice:
    """Return an invoice as it was issued. Its totals are added up anew; `verify` compares them with the row."""
    content = content_of(row, lines)
    layout: Mapping[str, str] = row.layout
    return IssuedInvoice(
        id=InvoiceId(row.id),
        number=row.number,
        issued_on=row.issued_on,
        due_on=row.due_on,
        content=content,
        totals=totals_of(content),
        seller=Party(**row.seller),
        buyer=Party(**row.buyer),
        bank=Bank(**row.bank),
        **layout,
    )


def _line_of(row: Row[Any]) -> Line:
    return Line(
        id=LineId(row.id),
        description=row.description,
        quantity=row.quantity,
        unit_price=row.unit_price,
        tax=TaxKey(TaxCategory(row.tax_category), row.tax_rate),
        unit=row.unit,
        note=row.note,
        discount_percent=row.discount_percent,
        discount_minor=row.discount_minor,
        charge_minor=row.charge_minor,
        item_id=ItemId(row.item_id) if row.item_id else None,
        metadata=row.metadata,
    )
