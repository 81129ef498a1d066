"""Drafts and invoices, as pages."""

from trespass.table.rows import (
    LEFT_AS_IT_WAS,
    LINE,
    NO_SUCH_REFERENCE,
    NOTHING_FOUND,
    OWN_ALONE,
    UNWRITTEN,
    ask,
    under,
)

TYPED_LINE = LINE | {"item_id": "<item>"}
TYPED = {
    "client_id": "<client>",
    "currency": "EUR",
    "language": "de",
    "payment_days": 14,
    "lines": [TYPED_LINE],
}
PAYMENT_FORM = {"amount": "1", "received_on": "2026-11-18", "method": "cash", "payment_id": "<payment>"}
INVOICES = under(
    "/app/{tenant:str}",
    {
        "GET /invoices": ask(foreign=NOTHING_FOUND, query={"client": "<client>", "after": "<cursor>"}),
        "GET /invoices.csv": ask(foreign=NOTHING_FOUND, query={"client": "<client>"}),
        "GET /invoices/new": ask(foreign=NOTHING_FOUND, query={"client": "<client>"}),
        "GET /invoices/{invoice_id:uuid}": ask(),
        "GET /invoices/{invoice_id:uuid}/draft": ask(invoice_id="<draft>"),
        "GET /invoices/{invoice_id:uuid}/draft/check": ask(invoice_id="<draft>"),
        "GET /invoices/{invoice_id:uuid}/edit": ask(invoice_id="<draft>"),
        "GET /invoices/{invoice_id:uuid}/menu": ask(),
        "GET /invoices/{invoice_id:uuid}/more-pages": ask(),
        "GET /invoices/{invoice_id:uuid}/pages/{page:int}": ask(),
        "GET /invoices/{invoice_id:uuid}/payments/new": ask(),
        "GET /invoices/{invoice_id:uuid}/pdf": ask(),
        "GET /invoices/{invoice_id:uuid}/send": ask(),
        "POST /invoices/{invoice_id:uuid}/charge/{method_id:uuid}": ask(303, form={}),
        "POST /invoices/drafts": ask(201, foreign=NO_SUCH_REFERENCE, body=TYPED),
        "POST /invoices/pdfs": ask(201, foreign=OWN_ALONE, form={"ids": ["<issued>", "<paid>"]}),
        "POST /invoices/preview": ask(foreign=UNWRITTEN, body=TYPED),
        "POST /invoices/several": ask(
            303,
            foreign=LEFT_AS_IT_WAS,
            form={"action": "discard", "ids": ["<draft:several>", "<draft:others>"]},
        ),
        "POST /invoices/{invoice_id:uuid}/approve": ask(
            303, off=303, form={}, invoice_id="<submitted:approved>"
        ),
        "POST /invoices/{invoice_id:uuid}/draft/submit": ask(off=409, invoice_id="<draft:submitted>"),
        "POST /invoices/{invoice_id:uuid}/return": ask(
            303, off=303, form={"note": "Whose is it?"}, invoice_id="<submitted:returned>"
        ),
        "POST /invoices/{invoice_id:uuid}/submit": ask(
            303, off=303, form={}, invoice_id="<draft:submitted-by-page>"
        ),
        "POST /invoices/{invoice_id:uuid}/withdraw": ask(303, form={}, invoice_id="<submitted:withdrawn>"),
        "POST /invoices/{invoice_id:uuid}/uncollectible": ask(303, form={}, invoice_id="<issued:page>"),
        "POST /invoices/{invoice_id:uuid}/collect": ask(303, form={}, invoice_id="<issued:page>"),
        "POST /invoices/{invoice_id:uuid}/discard": ask(303, form={}, invoice_id="<draft:discard>"),
        "POST /invoices/{invoice_id:uuid}/draft/issue": ask(invoice_id="<draft:builder>"),
        "POST /invoices/{invoice_id:uuid}/duplicate": ask(303),
        "POST /invoices/{invoice_id:uuid}/issue": ask(303, form={}, invoice_id="<draft:page>"),
        "POST /invoices/{invoice_id:uuid}/link": ask(303),
        "POST /invoices/{invoice_id:uuid}/payments/new": ask(
            303, form=PAYMENT_FORM | {"payment_id": "<new>"}, invoice_id="<issued:payment>"
        ),
        "POST /invoices/{invoice_id:uuid}/send": ask(
            303, form={"recipient": "trespasser@example.com", "delivery_id": "<new>"}
        ),
        "POST /invoices/{invoice_id:uuid}/void": ask(303, form={}, invoice_id="<issued:void>"),
        "PUT /invoices/{invoice_id:uuid}/draft": ask(
            foreign=NO_SUCH_REFERENCE, body=TYPED, invoice_id="<draft:saved>"
        ),
    },
)
