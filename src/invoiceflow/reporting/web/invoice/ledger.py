"""What the ledger says of one invoice, in finished strings."""

from collections.abc import Iterator
from dataclasses import dataclass

from invoiceflow.payments.domain.method_words import KINDS
from invoiceflow.reporting.queries.invoice_page import InvoiceFound
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.formats import format_amount
from invoiceflow.web.when import short_day

PLACES = {
    "receivable": "Receivable",
    "bank": "Bank",
    "revenue": "Revenue",
    "tax": "Tax payable",
    "rounding": "Rounding",
    "client_credit": "Client’s credit",  # noqa: RUF001  # an apostrophe as it is printed
    "clearing": "Held by Stripe",
    "disputed": "Held for disputes",
    "fees": "Stripe’s fees",  # noqa: RUF001  # an apostrophe as it is printed
}
JOURNALS = {
    "issue": "Issued",
    "void": "Voided",
    "fee": "Fee",
    "dispute": "Dispute",
    "payout": "Paid out",
    "payout_returned": "Payout came back",
    **KINDS,
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry; day and kind stand at the first of a journal only."""

    day: str
    kind: str
    place: str
    debit: str
    credit: str


def ledger(found: InvoiceFound, locale: str) -> tuple[LedgerLine, ...]:
    """Return what the ledger says about the invoice, by journal."""
    return tuple(_ledger(found, locale))


def ledger_sums(found: InvoiceFound, locale: str) -> tuple[str, str]:
    """Return the sums of debits and credits, which the database keeps equal."""
    currency = found.invoice.currency
    debit = sum(max(entry.amount_minor, 0) for entry in found.ledger)
    credit = sum(max(-entry.amount_minor, 0) for entry in found.ledger)
    return format_amount(debit, currency, locale), format_amount(credit, currency, locale)


def _ledger(found: InvoiceFound, locale: str) -> Iterator[LedgerLine]:
    journal_id = None
    for entry in found.ledger:
        first, journal_id = entry.journal_id != journal_id, entry.journal_id
        figure = format_amount(abs(entry.amount_minor), entry.currency, locale)
        yield LedgerLine(
            short_day(day_in(found.time_zone, entry.at), found.today) if first else "",
            JOURNALS[entry.kind] if first else "",
            PLACES[entry.place],
            figure if entry.amount_minor > 0 else "",
            figure if entry.amount_minor < 0 else "",
        )
