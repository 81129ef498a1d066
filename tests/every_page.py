"""
Every page of the product, as a browser is to look at it.

Whoever adds a route that answers with a page adds an address here; `tests/architecture/test_pages.py` compares the
lists with the router.
"""

from collections.abc import Iterator

from litestar.enums import HttpMethod

from product import every_route

PUBLIC = ("/", "/pricing", "/login", "/api/docs", "/kit", "/nowhere", "/invitations/nobody-knows-it")
# As the owner of the demo tenant, a year into its life.
OWN = (
    "/app/demo",
    "/app/demo/invoices",
    "/app/demo/invoices?status=overdue",
    "/app/demo/invoices?approval=returned",
    "/app/demo/invoices?q=nobody+at+all",
    "/app/demo/invoices/new",
    "/app/demo/invoices/{issued}",
    "/app/demo/invoices/{draft}",
    "/app/demo/invoices/{draft}/edit",
    "/app/demo/invoices/{issued}/send",
    "/app/demo/invoices/{issued}/payments/new",
    "/app/demo/invoices/{nothing}",
    "/app/demo/clients",
    "/app/demo/clients/new",
    "/app/demo/clients/{client}",
    "/app/demo/clients/{client}/edit",
    "/app/demo/items",
    "/app/demo/items/new",
    "/app/demo/items/{item}/edit",
    "/app/demo/tax-rates",
    "/app/demo/tax-rates/new",
    "/app/demo/tax-rates/{tax_rate}/edit",
    "/app/demo/payments",
    "/app/demo/payments/disputes",
    "/app/demo/payments/new",
    "/app/demo/payments/{payment}/reverse",
    "/app/demo/settings",
    "/app/demo/settings/numbers",
    "/app/demo/settings/payments",
    "/app/demo/settings/documents",
    "/app/demo/settings/approval",
    "/app/demo/settings/online",
    "/app/demo/settings/suppressed",
    "/app/demo/settings/members",
    "/app/demo/settings/roles",
    "/app/demo/settings/plan",
    "/app/demo/settings/keys",
    "/app/demo/settings/audit",
    "/app/demo/settings/data",
    "/app/demo/settings/delete",
    "/app/new",
    "/account",
    "/account/ways",
    "/account/sessions",
    "/account/security",
    "/account/security/setup",
    "/login/confirm?next=/account/ways",
    "{public}",
)
# As somebody who opened a tenant a moment ago.
EMPTY = (
    "/app/{tenant}",
    "/app/{tenant}/invoices",
    "/app/{tenant}/clients",
    "/app/{tenant}/items",
    "/app/{tenant}/payments",
    "/app/{tenant}/payments/new",
    "/app/{tenant}/settings/keys",
    "/app/{tenant}/settings/audit",
)
# What a page answers other than 200.
STATUS = {"/nowhere": 404, "/invitations/nobody-knows-it": 404, "/app/demo/invoices/{nothing}": 404}
# Pages that no address leads to without steps before it, and the test that takes those steps.
REACHED = {
    "/app/{tenant:str}/settings/plan/change": (
        "tests/integration/subscription/test_subscribing.py::test_two_tabs_that_upgrade_at_once_cause_one"
    ),
    "/app": "tests/browser/test_people.py::test_two_tabs_in_two_tenants_cannot_mix",
    "/app/{tenant:str}/payments/{payment_id:uuid}/refund": (
        "tests/browser/test_online_payments.py::test_a_client_pays_by_card_and_gets_it_back_in_parts"
    ),
    "/account/unsent": "tests/integration/identity/test_elevation.py::test_what_was_typed_waits_for_the_proof",
    "/login/second": "tests/browser/test_signed_in.py::test_a_second_factor_is_set_up_and_asked_for",
    "/app/{tenant:str}/payments/disputes/{dispute_id:uuid}": (
        "tests/browser/test_disputes.py::test_a_dispute_is_answered_and_lost_while_one_watches"
    ),
    "/app/{tenant:str}/payments/disputes/{dispute_id:uuid}/evidence": (
        "tests/browser/test_disputes.py::test_a_dispute_is_answered_and_lost_while_one_watches"
    ),
    "/login/email/sent": "tests/browser/test_ways.py::test_its_pages_are_clean",
    "/login/email/{token:str}": "tests/browser/test_ways.py::test_its_pages_are_clean",
}
# Routes that answer with HTML or text and are no page.
NO_PAGES = {
    "/app/new/country": "fields of a form",
    "/app/new/slug": "a field of a form",
    "/app/{tenant:str}/clients/contact-row": "a row of a form",
    "/app/{tenant:str}/clients/{client_id:uuid}/invoices": "a region of the client's page",
    "/app/{tenant:str}/clients/{client_id:uuid}/methods": "likewise",
    "/app/{tenant:str}/invoices/{invoice_id:uuid}/menu": "the menu of a row",
    "/app/{tenant:str}/invoices/{invoice_id:uuid}/more-pages": "a region of the invoice's page",
    "/app/{tenant:str}/items/{item_id:uuid}": "leads to the item's form",
    "/app/{tenant:str}/settings/logo": "leads to the settings",
    "/app/{tenant:str}/settings/logo/posted": "leads to the settings",
    "/app/{tenant:str}/settings/numbers/next": "a field of a form",
    "/app/{tenant:str}/tenants": "items of a menu",
    "/login/{way:str}/callback": "leads on",
    "/robots.txt": "text for crawlers",
    "/sitemap.xml": "XML for crawlers",
}


def page_routes() -> Iterator[str]:
    """Yield the path of every route that answers a GET with text, as the router knows it."""
    for route in every_route():
        for handler in route.route_handlers:
            answer = str(handler.parsed_fn_signature.return_type.annotation)
            if HttpMethod.GET in handler.http_methods and answer.endswith("Response[str]"):
                yield route.path
