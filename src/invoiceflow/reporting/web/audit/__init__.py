"""The audit log: who did what, when; as a page, as CSV, and as a file that can be verified without us."""

from invoiceflow.reporting.web.audit import export, page

handlers = [*page.handlers, *export.handlers]
