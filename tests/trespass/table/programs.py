"""The API."""

from trespass.table.rows import LINE, NO_SUCH_REFERENCE, NOTHING_FOUND, RATE, ask, under

DRAFT = {"client_id": "<client>", "currency": "EUR", "lines": [LINE]}
PROGRAMS = under(
    "/api/v1",
    {
        "DELETE /invoices/{invoice_id:uuid}": ask(204, invoice_id="<draft:deleted>"),
        "GET /clients": ask(foreign=NOTHING_FOUND, query={"after": "<client>"}),
        "GET /clients/{client_id:uuid}": ask(),
        "GET /invoices": ask(foreign=NOTHING_FOUND, query={"client_id": "<client>", "after": "<cursor>"}),
        "GET /invoices/{invoice_id:uuid}": ask(),
        "GET /invoices/{invoice_id:uuid}/pdf": ask(),
        "GET /items": ask(foreign=NOTHING_FOUND, query={"after": "<item>"}),
        "GET /items/{item_id:uuid}": ask(),
        "GET /disputes": ask(foreign=NOTHING_FOUND, query={"after": "<dispute>"}),
        "GET /disputes/{dispute_id:uuid}": ask(),
        "GET /payments": ask(foreign=NOTHING_FOUND, query={"invoice_id": "<paid>", "after": "<payment>"}),
        "GET /invoices/{invoice_id:uuid}/deliveries": ask(),
        "GET /payments/{payment_id:uuid}": ask(),
        "GET /payments/{payment_id:uuid}/refunds": ask(),
        "GET /tax-rates": ask(),
        "GET /tax-rates/{tax_rate_id:uuid}": ask(),
        "PATCH /clients/{client_id:uuid}": ask(body={"notes": "x"}, client_id="<client:api>"),
        "PATCH /invoices/{invoice_id:uuid}": ask(
            foreign=NO_SUCH_REFERENCE, body={"client_id": "<client>"}, invoice_id="<draft:patched>"
        ),
        "PATCH /items/{item_id:uuid}": ask(
            foreign=NO_SUCH_REFERENCE, body={"tax_rate_id": "<rate>"}, item_id="<item:api>"
        ),
        "PATCH /tax-rates/{tax_rate_id:uuid}": ask(body={"name": "x"}, tax_rate_id="<rate:api>"),
        "POST /clients": ask(201, body={"name": "Thomsen"}),
        "POST /clients/{client_id:uuid}/archive": ask(client_id="<client:api>"),
        "POST /clients/{client_id:uuid}/restore": ask(client_id="<client:api>"),
        "POST /invoices": ask(201, foreign=NO_SUCH_REFERENCE, body=DRAFT),
        "POST /invoices/{invoice_id:uuid}/approve": ask(
            off=409, body={}, invoice_id="<asked:approved-by-key>"
        ),
        "POST /invoices/{invoice_id:uuid}/return": ask(
            off=409, body={"note": "Whose is it?"}, invoice_id="<asked:returned-by-key>"
        ),
        "POST /invoices/{invoice_id:uuid}/submit": ask(
            off=409, body={}, invoice_id="<draft:submitted-by-key>"
        ),
        "POST /invoices/{invoice_id:uuid}/withdraw": ask(body={}, invoice_id="<asked:withdrawn-by-key>"),
        "POST /invoices/{invoice_id:uuid}/duplicate": ask(201),
        "POST /invoices/{invoice_id:uuid}/issue": ask(invoice_id="<draft:api>"),
        "POST /invoices/{invoice_id:uuid}/payments": ask(
            201,
            body={"amount_minor": 100, "method": "cash", "received_on": "2026-11-18"},
            invoice_id="<issued:api>",
        ),
        "POST /invoices/{invoice_id:uuid}/send": ask(202, body={"recipient": "trespasser@example.com"}),
        "POST /invoices/{invoice_id:uuid}/void": ask(body={}, invoice_id="<issued:api-void>"),
        "POST /items": ask(
            201,
            foreign=NO_SUCH_REFERENCE,
            body={"name": "Layout", "unit_price": "80", "tax_rate_id": "<rate>"},
        ),
        "POST /items/{item_id:uuid}/archive": ask(item_id="<item:api>"),
        "POST /items/{item_id:uuid}/restore": ask(item_id="<item:api>"),
        "POST /payments/{payment_id:uuid}/refunds": ask(
            201, body={"amount_minor": 1}, payment_id="<collected>"
        ),
        "POST /payments/{payment_id:uuid}/reverse": ask(201, payment_id="<payment:api>"),
        "POST /tax-rates": ask(201, body=RATE),
        "POST /tax-rates/{tax_rate_id:uuid}/archive": ask(tax_rate_id="<rate:api>"),
        "POST /tax-rates/{tax_rate_id:uuid}/restore": ask(tax_rate_id="<rate:api>"),
        "PUT /invoices/{invoice_id:uuid}": ask(
            foreign=NO_SUCH_REFERENCE, body=DRAFT, invoice_id="<draft:put>"
        ),
    },
)
