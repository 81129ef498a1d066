"""Pages of payments: the list, recording, reversing and refunding one, disputes, and online payments."""

from invoiceflow.payments.web.pages import (
    dispute,
    disputes,
    listing,
    methods,
    online,
    record,
    refund,
    reverse,
    warnings,
)

handlers = [
    *listing.handlers,
    *record.handlers,
    *reverse.handlers,
    *online.handlers,
    *refund.handlers,
    *disputes.handlers,
    *dispute.handlers,
    *warnings.handlers,
    *methods.handlers,
]
