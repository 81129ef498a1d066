"""
What belongs to one invoice: its payments and its ledger, as cards that the invoice's page asks for.

The invoice's page lies below this slice, so it cannot render them itself.
"""

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.queries import ledger
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.queries.ledger import LedgerEntry
from invoiceflow.payments.queries.payments import OpenInvoice
from invoiceflow.payments.web.pages import rows, words
from invoiceflow.payments.web.pages.record import INVOICE, NoSuchInvoice
from invoiceflow.payments.web.pages.requests import home, is_swap, may_record, transaction
from invoiceflow.payments.web.pages.rows import Shown
from invoiceflow.runtime.clock import day_in
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import permitted
from invoiceflow.web.rendering import html

ACCOUNTS = {
    "receivable": "Receivable",
    "bank": "Bank",
    "revenue": "Revenue",
    "tax": "Tax payable",
    "rounding": "Rounding",
    "client_credit": "Client’s credit",  # noqa: RUF001  # an apostrophe as it is printed
}
KINDS = {"issue": "Issued", "void": "Voided", "payment": "Payment", "reversal": "Reversal"}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry in finished strings; ``on`` and ``what`` stand at the first entry of a journal only."""

    on: str
    what: str
    account: str
    debit: str
    credit: str


@dataclass(frozen=True, slots=True)
class MoneyOfInvoice:
    """The two cards. ``record_url`` is empty where no payment can be recorded."""

    title: str
    invoice_url: str
    url: str
    currency: str
    credit: str
    rows: tuple[Shown, ...]
    ledger: tuple[LedgerLine, ...]
    record_url: str


@get(INVOICE + "/payments", guards=[permitted(Permission.READ)])
async def payments_of_invoice(
    request: Request, database: TheDatabase, invoice_id: FromPath[UUID]
) -> Response[str]:
    """Show an invoice's payments and ledger: the cards alone where a part of a page asks."""
    async with transaction(request, database) as session:
        invoice = await queries.open_invoice(session, invoice_id)
        if invoice is None:
            raise NoSuchInvoice("There is no such invoice.")
        found = await queries.payments_of_invoice(session, invoice_id)
        entries = await ledger.ledger_of_invoice(session, invoice_id)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    may = may_record(request)
    shown = tuple(rows.shown(home(request), row, may_record=may) for row in found)
    model = _model(home(request), invoice, shown, _ledger(entries, zone), may_record=may)
    if is_swap(request):
        return html("payments/cards.html", page=model)
    return page(request, "payments/of_invoice.html", title=model.title, current="Invoices", page=model)


def _model(
    base: str,
    invoice: OpenInvoice,
    shown: tuple[Shown, ...],
    lines: tuple[LedgerLine, ...],
    *,
    may_record: bool,
) -> MoneyOfInvoice:
    url = f"{base}/invoices/{invoice.id}"
    takes_money = may_record and invoice.settlement.status is not Status.VOID
    credit_minor = invoice.settlement.credit_minor
    return MoneyOfInvoice(
        title=f"Payments for {invoice.number}",
        invoice_url=url,
        url=f"{url}/payments",
        currency=invoice.currency,
        credit=words.money(credit_minor, invoice.currency) if credit_minor else "",
        rows=shown,
        ledger=lines,
        record_url=f"{url}/payments/new" if takes_money else "",
    )


def _ledger(entries: tuple[LedgerEntry, ...], zone: str) -> tuple[LedgerLine, ...]:
    lines, journal_id = [], None
    for entry in entries:
        first = entry.journal_id != journal_id
        journal_id = entry.journal_id
        figure = words.amount(abs(entry.amount_minor), entry.currency)
        lines.append(
            LedgerLine(
                on=words.day(day_in(zone, entry.at)) if first else "",
                what=KINDS[entry.kind] if first else "",
                account=ACCOUNTS[entry.account],
                debit=figure if entry.amount_minor > 0 else "",
                credit=figure if entry.amount_minor < 0 else "",
            )
        )
    return tuple(lines)


handlers = [payments_of_invoice]
