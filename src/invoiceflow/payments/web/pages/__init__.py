"""Pages of payments: the list, recording, reversing and refunding one, and online payments."""

from invoiceflow.payments.web.pages import listing, online, record, refund, reverse

handlers = [
    *listing.handlers,
    *record.handlers,
    *reverse.handlers,
    *online.handlers,
    *refund.handlers,
]
