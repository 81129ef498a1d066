"""What speaks for a tenant in a dispute, as far as it is known here: invoice, emails, whether it was seen, payment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from invoiceflow.delivery.domain.delivery import Delivery
from invoiceflow.delivery.queries import deliveries_of
from invoiceflow.invoicing.domain.invoice import IssuedInvoice, Line
from invoiceflow.invoicing.queries import documents, state
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.money import Money
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.troubles import DisputeRow
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.formats import country_name, format_date, format_money

# Banks read English, wherever they are; and evidence names instants by one clock.
LOCALE = "en-GB"


@dataclass(frozen=True, slots=True)
class Gathered:
    """A dispute, and texts against it by Stripe's names for them: a beginning, which a person goes on with."""

    row: DisputeRow
    texts: dict[str, str]


async def gathered(session: Session, dispute_id: UUID, at: datetime) -> Gathered:
    """
    Return what is known about a disputed payment.

    Raises:
        NoSuchDispute: there is none.
    """
    row = await troubles.dispute(session, dispute_id)
    issued = await documents.issued_invoice(session, row.payment.invoice_id)
    standing = await state.one(session, row.payment.invoice_id, at=at)
    sent = await deliveries_of(session, InvoiceId(row.payment.invoice_id))
    log = list(_log(row, issued, sent, standing.viewed_at))
    texts = {
        "uncategorized_text": _story(row, issued, log),
        "product_description": "\n".join(_sold(line) for line in issued.content.lines),
        "service_date": _service(issued),
        "access_activity_log": "\n".join(log),
        "customer_name": issued.buyer.name,
        "customer_email_address": issued.buyer.email or next((each.recipient for each in sent), ""),
        "billing_address": _address(issued),
    }
    return Gathered(row, texts)


def _story(row: DisputeRow, issued: IssuedInvoice, log: list[str]) -> str:
    payment = row.payment
    paid = format_money(Money(payment.amount_minor, payment.currency), LOCALE)
    total = format_money(Money(issued.totals.total_minor, issued.content.currency), LOCALE)
    by = f" by {payment.instrument}" if payment.instrument else ""
    invoice = f"invoice {issued.number} over {total} to {issued.buyer.name} on {_day(issued)}"
    parts = (
        f"{issued.seller.name} issued {invoice}. It is attached as the client has it.",
        f"The client opened the invoice's page and paid {paid}{by} on Stripe's own page.",
        "\n".join(log),
        f"Terms that stand on the invoice: {issued.content.terms}" if issued.content.terms else "",
        f"Note on the invoice: {issued.content.notes}" if issued.content.notes else "",
    )
    return "\n\n".join(filter(None, parts))


def _log(
    row: DisputeRow, issued: IssuedInvoice, sent: tuple[Delivery, ...], seen_at: datetime | None
) -> Iterator[str]:
    """Yield what happened, the oldest first."""
    moments = [
        (
            each.accepted_at,
            f"Invoice {issued.number} was sent to {each.recipient}, whose mail server accepted it.",
        )
        for each in sent
        if each.accepted_at
    ]
    if seen_at:
        moments.append(
            (seen_at, "The client opened the page of the invoice, by the link that only they were sent.")
        )
    moments.append((row.payment.received_at, "The client paid. The page names the invoice and the amount."))
    for at, text in sorted(moments):
        yield f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {text}"


def _sold(line: Line) -> str:
    unit = f" {line.unit}" if line.unit else ""
    note = f" ({line.note})" if line.note else ""
    return f"{line.quantity.normalize():f}{unit} × {line.description}{note}"  # noqa: RUF001  # a sign of multiplication


def _service(issued: IssuedInvoice) -> str:
    first, last = issued.content.service_from, issued.content.service_to
    if first and last and first != last:
        return f"{format_date(first, LOCALE)} to {format_date(last, LOCALE)}"
    return format_date(first or last or issued.issued_on, LOCALE)


def _day(issued: IssuedInvoice) -> str:
    return format_date(issued.issued_on, LOCALE)


def _address(issued: IssuedInvoice) -> str:
    party = issued.buyer
    city = " ".join(filter(None, (party.postal_code, party.city)))
    parts = (party.street, city, party.region, country_name(party.country, LOCALE))
    return "\n".join(filter(None, parts))
