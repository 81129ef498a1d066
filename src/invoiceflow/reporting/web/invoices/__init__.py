"""The list of drafts and invoices, what can be done with several, and the files that it hands out."""

from typing import Any

from invoiceflow.reporting.web.invoices import export, page, pdf_bundle, several

handlers: list[Any] = [*page.handlers, *export.handlers, *several.handlers, *pdf_bundle.handlers]
