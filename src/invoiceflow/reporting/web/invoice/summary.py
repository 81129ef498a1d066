"""Where the money of a draft or invoice stands, in finished strings."""

from dataclasses import dataclass

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN, Settlement
from invoiceflow.kernel.money import Money
from invoiceflow.reporting.queries.invoice_page import InvoiceFound
from invoiceflow.runtime.formats import format_money
from invoiceflow.web.when import days, long_day, until


@dataclass(frozen=True, slots=True)
class Summary:
    """
    Where the money stands. ``heading`` says what ``amount`` is.

    ``paid_parts`` of ``total_parts`` are for a progress bar, in minor units; ``paid`` is empty where nothing was.
    """

    heading: str
    amount: str
    due: str
    distance: str
    late: bool
    paid: str
    total: str
    paid_parts: int
    total_parts: int
    credit: str


def summary(found: InvoiceFound, locale: str) -> Summary:
    """Return where the money of a draft or invoice stands."""
    invoice = found.invoice
    status = Status(invoice.status)
    standing = Settlement(status, invoice.total_minor, invoice.paid_minor)
    heading, minor = _headline(standing)

    def money(minor: int) -> str:
        return format_money(Money(minor, invoice.currency), locale)

    return Summary(
        heading=heading,
        amount=money(minor),
        due=_due(found, locale),
        distance=until(invoice.due_on, found.today, locale) if status in OPEN and invoice.due_on else "",
        late=standing.overdue(due_on=invoice.due_on, today=found.today),
        paid=money(invoice.paid_minor) if invoice.paid_minor else "",
        total=money(invoice.total_minor),
        paid_parts=min(max(invoice.paid_minor, 0), max(invoice.total_minor, 0)),
        total_parts=max(invoice.total_minor, 1),
        credit=money(standing.credit_minor) if standing.credit_minor else "",
    )


def _headline(standing: Settlement) -> tuple[str, int]:
    if standing.status is Status.DRAFT:
        return "Total", standing.total_minor
    if standing.status is Status.PAID:
        return "Paid", standing.paid_minor
    if standing.status is Status.VOID:
        return "Void", standing.total_minor
    if standing.status is Status.UNCOLLECTIBLE:
        return "Given up", standing.due_minor
    return "Open", standing.due_minor


def _due(found: InvoiceFound, locale: str) -> str:
    invoice = found.invoice
    if invoice.due_on is not None:
        return long_day(invoice.due_on)
    return f"{days(invoice.payment_days, locale)} after issue" if invoice.payment_days else "when issued"
