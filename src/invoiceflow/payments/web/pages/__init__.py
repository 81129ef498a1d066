"""Pages of payments: the list, recording one, reversing one, and an invoice's payments and ledger."""

from invoiceflow.payments.web.pages import listing, of_invoice, record, reverse

handlers = [*listing.handlers, *record.handlers, *reverse.handlers, *of_invoice.handlers]
