"""Choosing the invoice that a payment is for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from litestar.params import QueryParameter

from invoiceflow.payments.queries.payments import OPEN_INVOICES, OpenInvoice
from invoiceflow.payments.web.pages import words
from invoiceflow.web.when import long_day

Text = Annotated[str, QueryParameter(name="q")]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice that waits for money."""

    number: str
    client: str
    due: str
    late: bool
    open: str
    currency: str
    record_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The page: what is looked for and what was found. ``state`` is ``rows``, ``none`` or ``no_match``."""

    url: str
    list_url: str
    invoices_url: str
    query: str
    rows: tuple[Candidate, ...]
    state: str
    is_cut: bool


def choice(home: str, text: str, found: tuple[OpenInvoice, ...], *, today: date, locale: str) -> Choice:
    """Return the page of invoices that wait for money."""
    query = text.strip()
    return Choice(
        url=f"{home}/payments/new",
        list_url=f"{home}/payments",
        invoices_url=f"{home}/invoices",
        query=query,
        rows=tuple(_candidate(home, invoice, today, locale) for invoice in found),
        state="rows" if found else "no_match" if query else "none",
        is_cut=len(found) == OPEN_INVOICES,
    )


def _candidate(home: str, invoice: OpenInvoice, today: date, locale: str) -> Candidate:
    return Candidate(
        number=invoice.number,
        client=invoice.client_name,
        due=long_day(invoice.due_on),
        late=invoice.settlement.overdue(due_on=invoice.due_on, today=today),
        open=words.amount(invoice.settlement.due_minor, invoice.currency, locale),
        currency=invoice.currency,
        record_url=f"{home}/invoices/{invoice.id}/payments/new",
    )
