"""The public API of drafts and invoices: ``/api/v1/invoices``."""

from invoiceflow.invoicing.web.api import approval, drafts, invoices

handlers = [*drafts.handlers, *invoices.handlers, *approval.handlers]
