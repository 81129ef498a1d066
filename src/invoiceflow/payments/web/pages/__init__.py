"""Pages of payments: the list, recording one, reversing one."""

from invoiceflow.payments.web.pages import listing, record, reverse

handlers = [*listing.handlers, *record.handlers, *reverse.handlers]
