"""What a tenant's invoices are made of: clients, items, tax rates."""

from trespass.table.rows import NO_SUCH_REFERENCE, NOTHING_FOUND, RATE, ask, under

CLIENT_FORM = {"name": "Thomsen", "country": "DE", "currency": "EUR", "revision": "1"}
ITEM_FORM = {
    "name": "Layout",
    "unit_price": "80",
    "currency": "EUR",
    "tax_rate_id": "<rate>",
    "revision": "1",
}
RATE_FORM = RATE | {"category": "S", "revision": "1"}
CATALOGUE = under(
    "/app/{tenant:str}",
    {
        "GET /clients": ask(foreign=NO_SUCH_REFERENCE, query={"after": "<client>"}),
        "GET /clients/contact-row": ask(query={"number": "1"}),
        "GET /clients/new": ask(),
        "GET /clients/search.json": ask(query={"q": "a"}),
        "GET /clients/{client_id:uuid}": ask(),
        "GET /clients/{client_id:uuid}/edit": ask(),
        "GET /clients/{client_id:uuid}/invoices": ask(foreign=NOTHING_FOUND, empty=True),
        "GET /clients/{client_id:uuid}/methods": ask(foreign=NOTHING_FOUND, empty=True),
        "GET /items": ask(foreign=NO_SUCH_REFERENCE, query={"after": "<item>"}),
        "GET /items/new": ask(),
        "GET /items/search.json": ask(query={"q": "a"}),
        "GET /items/{item_id:uuid}": ask(),
        "GET /items/{item_id:uuid}/edit": ask(),
        "GET /tax-rates": ask(),
        "GET /tax-rates.json": ask(),
        "GET /tax-rates/new": ask(),
        "GET /tax-rates/{tax_rate_id:uuid}/edit": ask(),
        "POST /clients.json": ask(201, body={"name": "Thomsen", "country": "DE"}),
        "POST /clients/new": ask(303, form=CLIENT_FORM),
        "POST /clients/{client_id:uuid}/archive": ask(303, client_id="<client:page>"),
        "POST /clients/{client_id:uuid}/edit": ask(303, form=CLIENT_FORM, client_id="<client:edit>"),
        "POST /clients/{client_id:uuid}/methods/{method_id:uuid}/remove": ask(
            303, form={}, method_id="<method:removed>"
        ),
        "POST /clients/{client_id:uuid}/restore": ask(303, client_id="<client:page>"),
        "POST /items/new": ask(303, foreign=NO_SUCH_REFERENCE, form=ITEM_FORM),
        "POST /items/{item_id:uuid}/archive": ask(303, item_id="<item:page>"),
        "POST /items/{item_id:uuid}/edit": ask(
            303, foreign=NO_SUCH_REFERENCE, form=ITEM_FORM, item_id="<item:edit>"
        ),
        "POST /items/{item_id:uuid}/restore": ask(303, item_id="<item:page>"),
        "POST /tax-rates/new": ask(303, form=RATE_FORM),
        "POST /tax-rates/{tax_rate_id:uuid}/archive": ask(303, tax_rate_id="<rate:page>"),
        "POST /tax-rates/{tax_rate_id:uuid}/default": ask(303),
        "POST /tax-rates/{tax_rate_id:uuid}/edit": ask(303, form=RATE_FORM, tax_rate_id="<rate:edit>"),
        "POST /tax-rates/{tax_rate_id:uuid}/restore": ask(303, tax_rate_id="<rate:page>"),
    },
)
