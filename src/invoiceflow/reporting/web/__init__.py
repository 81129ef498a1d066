"""Pages over everything below, and the stream of news that keeps them fresh."""

from typing import Any

from invoiceflow.reporting.web import (
    client_invoices,
    invoice,
    invoice_export,
    invoices,
    live,
    overview,
    pdf_bundle,
    search,
    several,
)

handlers: list[Any] = [
    *live.handlers,
    *overview.handlers,
    *invoices.handlers,
    *invoice.handlers,
    *invoice_export.handlers,
    *several.handlers,
    *pdf_bundle.handlers,
    *search.handlers,
    *client_invoices.handlers,
]
