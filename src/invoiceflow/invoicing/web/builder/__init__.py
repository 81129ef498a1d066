"""The invoice builder's server side: its pages, and the drafts that it saves while someone types."""

from invoiceflow.invoicing.web.builder import drafts, pages

handlers = [*pages.handlers, *drafts.handlers]
