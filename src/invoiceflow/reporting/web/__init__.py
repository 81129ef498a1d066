"""Pages over everything below, and the stream of news that keeps them fresh."""

from typing import Any

from invoiceflow.reporting.web import audit, client_invoices, evidence, invoices, live, search, takeout
from invoiceflow.reporting.web.invoice import page as invoice
from invoiceflow.reporting.web.overview import page as overview

handlers: list[Any] = [
    *live.handlers,
    *overview.handlers,
    *invoices.handlers,
    *invoice.handlers,
    *search.handlers,
    *client_invoices.handlers,
    *audit.handlers,
    *takeout.handlers,
    *evidence.handlers,
]
