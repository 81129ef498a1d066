"""
How each route is asked, so that it works for whoever owns what it is asked for.

``<kind>`` stands for the id of a thing of that kind, ``<kind:name>`` for one of its own, which the route may use up.
Each such place is where trespassers put a foreign id. A path's placeholders are things by their names (``THINGS``)
unless the row says otherwise. ``foreign`` are answers to a foreign id, besides 401, 403 and 404, that tell nothing
either: they must be the same for an id that does not exist, as must all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

THINGS = {
    "client_id": "<client>",
    "dispute_id": "<dispute>",
    "invoice_id": "<issued>",
    "invitation_id": "<invitation>",
    "item_id": "<item>",
    "key_id": "<key>",
    "member_id": "<member>",
    "method_id": "<method>",
    "payment_id": "<payment>",
    "tax_rate_id": "<rate>",
    "token": "<link>",
    "warning_id": "<warning>",
    "page": "1",
    "name": "app.css",
    "way": "google",
}
NOTHING_FOUND = (200,)  # a list or a search without a match
LEFT_AS_IT_WAS = (303,)  # back to the list, where it is said that nothing was changed
OWN_ALONE = (201, 303)  # those of the ids that are one's own
NO_SUCH_REFERENCE = (422,)  # a field of the body, or the place to go on from, names nothing
UNWRITTEN = (200, 422)  # a line's item is no part of what it looks like; an unknown client is refused
RATE = {"name": "Reduced", "rate": "7"}
LINE = {"description": "Design", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}
DRAFT = {"client_id": "<client>", "currency": "EUR", "lines": [LINE]}
TYPED_LINE = LINE | {"item_id": "<item>"}
TYPED = {
    "client_id": "<client>",
    "currency": "EUR",
    "language": "de",
    "payment_days": 14,
    "lines": [TYPED_LINE],
}
CLIENT_FORM = {"name": "Thomsen", "country": "DE", "currency": "EUR", "revision": "1"}
ITEM_FORM = {
    "name": "Layout",
    "unit_price": "80",
    "currency": "EUR",
    "tax_rate_id": "<rate>",
    "revision": "1",
}
RATE_FORM = RATE | {"category": "S", "revision": "1"}
PAYMENT_FORM = {"amount": "1", "received_on": "2026-11-18", "method": "cash", "payment_id": "<payment>"}
BUSINESS = {"name": "Studio", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin"}

DOCUMENTS = {
    "template": "classic",
    "paper": "a4",
    "accent": "#14464A",
    "language": "de",
    "version": "<version>",
}
DOCUMENTS |= {"notes": "", "terms": "", "footer": ""}


@dataclass(frozen=True, slots=True)
class Ask:
    """
    One way to ask a route; ``status`` is what the owner, or their key, is answered.

    ``empty`` answers an id that nobody has as ``foreign`` says, also one in the path. ``endless`` goes on until the
    page is closed. ``off`` is what a tenant that asks for no approval answers to every id, 0 for what does not depend
    on it.
    ``last`` ends, in this order, what is asked with, and comes after all others.
    """

    status: int = 200
    foreign: tuple[int, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    file: bool = False
    path: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False
    off: int = 0
    empty: bool = False
    last: int = 0


def ask(status: int = 200, **said: Any) -> Ask:
    """Return a way to ask; what is no field of it fills a placeholder of the path."""
    fields = {name: value for name, value in said.items() if name in Ask.__dataclass_fields__}
    path = {name: value for name, value in said.items() if name not in fields}
    return Ask(status=status, path=path, **fields)


def _under(start: str, routes: Mapping[str, Ask]) -> dict[str, Ask]:
    split = {name: name.split(" ", 1) for name in routes}
    return {f"{method} {start}{rest}": routes[name] for name, (method, rest) in split.items()}


OPEN = {
    "GET /": ask(),
    "GET /api/docs": ask(),
    "GET /api/openapi.json": ask(),
    "GET /healthz": ask(),
    "GET /i/{token:str}": ask(),
    "GET /i/{token:str}/code.svg": ask(),
    "GET /i/{token:str}/logo": ask(),
    "GET /i/{token:str}/live": ask(endless=True),
    "GET /i/{token:str}/live/stale": ask(query={"at": "2026-11-18T09:00:00Z"}),
    "POST /i/{token:str}/pay": ask(404, form={}),
    "POST /i/{token:str}/forget": ask(303, foreign=LEFT_AS_IT_WAS, form={"method": "<method:withdrawn>"}),
    "GET /i/{token:str}/pdf": ask(),
    "GET /invitations/{token:str}": ask(token="<invite>"),
    "GET /kit": ask(),
    "GET /login": ask(303),
    "GET /login/confirm": ask(),
    "GET /login/email/sent": ask(),
    "GET /login/email/{token:str}": ask(303, token="unknown"),
    "GET /login/second": ask(303),
    "GET /login/{way:str}/callback": ask(303, query={"code": "c", "state": "s"}),
    "GET /pricing": ask(),
    "GET /readyz": ask(),
    "GET /robots.txt": ask(),
    "GET /sitemap.xml": ask(),
    "GET /static/{name:path}": ask(404, name="nothing.css"),
    "POST /invitations/{token:str}": ask(403, form={}, token="<invite>"),
    "POST /login/email": ask(303, form={"email": "<email>"}),
    "POST /login/email/open": ask(303, form={"token": "unknown"}),
    "POST /login/end": ask(303, form={}, last=9),
    "POST /login/second": ask(303, form={"code": "000000"}),
    "POST /login/separate": ask(303, form={"token": "unknown"}),
    "POST /login/{way:str}": ask(303, form={}),
    "POST /webhooks/ses": ask(404, form={}),
    "POST /webhooks/stripe": ask(404, form={}),
    "POST /webhooks/stripe/connect": ask(404, form={}),
}
OWN = {
    "GET /account": ask(),
    "GET /account/security": ask(),
    "GET /account/security/setup": ask(),
    "GET /account/sessions": ask(),
    "GET /account/unsent": ask(303),
    "GET /account/ways": ask(),
    "GET /app": ask(303),
    "GET /app/new": ask(),
    "GET /app/new/country": ask(query={"country": "AT"}),
    "GET /app/new/slug": ask(query={"name": "Bureau"}),
    "POST /account/email": ask(422, form={"issuer": "x"}),
    "POST /account/name": ask(303, form={"name": "Another Name"}, last=7),
    "POST /account/security/codes": ask(409, form={}),
    "POST /account/security/off": ask(409, form={}),
    "POST /account/security/setup": ask(422, form={"code": "000000"}),
    "POST /account/sessions/end": ask(303, form={}, last=8),
    "POST /account/sessions/{handle:str}/end": ask(303, form={}, handle="<session>"),
    "POST /account/sessions/others/end": ask(303, form={}),
    "POST /account/ways/email": ask(303, form={"email": "<email>"}),
    "POST /account/ways/unlink": ask(303, form={"issuer": "x", "subject": "x"}),
    "POST /account/ways/{way:str}": ask(303, form={}),
    "POST /app/new": ask(422, form={"name": ""}),
    "POST /login/confirm": ask(409, form={"code": "000000"}),
}
PAGES = _under(
    "/app/{tenant:str}",
    {
        "GET ": ask(),
        "GET /clients": ask(foreign=NO_SUCH_REFERENCE, query={"after": "<client>"}),
        "GET /clients/contact-row": ask(query={"number": "1"}),
        "GET /clients/new": ask(),
        "GET /clients/search.json": ask(query={"q": "a"}),
        "GET /clients/{client_id:uuid}": ask(),
        "GET /clients/{client_id:uuid}/edit": ask(),
        "GET /clients/{client_id:uuid}/invoices": ask(foreign=NOTHING_FOUND, empty=True),
        "GET /clients/{client_id:uuid}/methods": ask(foreign=NOTHING_FOUND, empty=True),
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
        "GET /items": ask(foreign=NO_SUCH_REFERENCE, query={"after": "<item>"}),
        "GET /items/new": ask(),
        "GET /items/search.json": ask(query={"q": "a"}),
        "GET /items/{item_id:uuid}": ask(),
        "GET /items/{item_id:uuid}/edit": ask(),
        "GET /live": ask(endless=True),
        "GET /live/stale": ask(query={"at": "2026-11-18T09:00:00Z"}),
        "GET /logo": ask(),
        "GET /payments": ask(),
        "GET /payments/disputes": ask(),
        "GET /payments/disputes/{dispute_id:uuid}": ask(),
        "GET /payments/disputes/{dispute_id:uuid}/evidence": ask(),
        "GET /payments/new": ask(),
        "GET /payments/{payment_id:uuid}/refund": ask(409),
        "GET /payments/{payment_id:uuid}/reverse": ask(),
        "GET /search": ask(query={"q": "canary"}),
        "GET /settings": ask(),
        "GET /settings/approval": ask(),
        "GET /settings/audit": ask(foreign=NOTHING_FOUND, query={"about": "<client>"}),
        "GET /settings/audit.csv": ask(foreign=NOTHING_FOUND, query={"about": "<client>"}),
        "GET /settings/audit.jsonl": ask(foreign=NOTHING_FOUND, query={"about": "<client>"}),
        "GET /settings/data": ask(),
        "GET /settings/delete": ask(),
        "GET /settings/documents": ask(),
        "GET /settings/keys": ask(),
        "GET /settings/logo": ask(303),
        "GET /settings/logo/posted": ask(303, query={"key": "0"}),
        "GET /settings/members": ask(),
        "GET /settings/numbers": ask(),
        "GET /settings/online": ask(),
        "GET /settings/suppressed": ask(),
        "GET /settings/numbers/next": ask(query={"number_format": "{YYYY}-{seq:04}"}),
        "GET /settings/payments": ask(),
        "GET /settings/plan": ask(),
        "GET /settings/plan/change": ask(404, query={"plan": "pro"}),
        "GET /settings/roles": ask(),
        "GET /tenants": ask(),
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
        "POST /invoices/{invoice_id:uuid}/charge/{method_id:uuid}": ask(404, form={}),
        "POST /clients/{client_id:uuid}/restore": ask(303, client_id="<client:page>"),
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
        "POST /invoices/{invoice_id:uuid}/uncollectible": ask(303, form={}, invoice_id="<issued:page>"),
        "POST /invoices/{invoice_id:uuid}/void": ask(303, form={}, invoice_id="<issued:void>"),
        "POST /items/new": ask(303, foreign=NO_SUCH_REFERENCE, form=ITEM_FORM),
        "POST /items/{item_id:uuid}/archive": ask(303, item_id="<item:page>"),
        "POST /items/{item_id:uuid}/edit": ask(
            303, foreign=NO_SUCH_REFERENCE, form=ITEM_FORM, item_id="<item:edit>"
        ),
        "POST /items/{item_id:uuid}/restore": ask(303, item_id="<item:page>"),
        "POST /payments/{payment_id:uuid}/refund": ask(404, form={}),
        "POST /payments/{payment_id:uuid}/reverse": ask(303, form={}, payment_id="<payment:page>"),
        "POST /payments/disputes/{dispute_id:uuid}/evidence": ask(
            303, form={"uncategorized_text": "x"}, dispute_id="<dispute:answered>"
        ),
        "POST /payments/warnings/{warning_id:uuid}/leave": ask(303, form={}),
        "POST /payments/warnings/{warning_id:uuid}/refund": ask(404, form={}),
        "POST /settings": ask(303, form=BUSINESS | {"version": "<version>"}),
        "POST /settings/plan/cancel": ask(404, form={}),
        "POST /settings/plan/change": ask(404, form={"plan": "pro"}),
        "POST /settings/plan/keep": ask(404, form={}),
        "POST /settings/plan/portal": ask(404, form={}),
        "POST /settings/plan/start": ask(404, form={"plan": "pro"}),
        "POST /settings/online": ask(404, form={}),
        "POST /settings/online/disconnect": ask(409, form={}),
        "POST /settings/online/parts": ask(409, form={}),
        "POST /settings/online/way": ask(409, form={"way": "invoice"}),
        "POST /settings/online/fraud": ask(303, form={"limit_EUR": "50"}),
        "POST /settings/online/retry": ask(303, form={}),
        "POST /settings/suppressed/{suppression_id:uuid}/release": ask(
            303, form={}, suppression_id="<suppression>"
        ),
        "POST /settings/approval": ask(303, form={"approval": "true", "version": "<version>"}),
        "POST /settings/data/export": ask(303, form={}),
        "POST /settings/data/export/file": ask(form={}),
        "POST /settings/data/export/stop": ask(303, form={}),
        "POST /settings/delete": ask(303, form={"slug": "<slug>"}, last=1),
        "POST /settings/delete/undo": ask(303, form={}, last=2),
        "POST /settings/documents": ask(303, form=DOCUMENTS),
        "POST /settings/keys": ask(form={"name": "Shop"}),
        "POST /settings/keys/{key_id:uuid}/revoke": ask(303, form={}, key_id="<key:page>"),
        "POST /settings/logo": ask(303, file=True),
        "POST /settings/logo/remove": ask(303, form={}),
        "POST /settings/members/invitations/{invitation_id:uuid}/again": ask(303, form={}),
        "POST /settings/members/invitations/{invitation_id:uuid}/revoke": ask(
            303, form={}, invitation_id="<invitation:revoked>"
        ),
        "POST /settings/members/invite": ask(303, form={"email": "<email>", "role": "viewer"}),
        "POST /settings/members/leave": ask(303, form={}, last=4),
        "POST /settings/members/{member_id:uuid}/remove": ask(303, form={}, member_id="<member:removed>"),
        "POST /settings/members/{member_id:uuid}/role": ask(303, form={"role": "member"}),
        "POST /settings/members/{member_id:uuid}/transfer": ask(303, form={}, last=3),
        "POST /settings/numbers": ask(
            303, form={"number_format": "RE-{YYYY}-{seq:04}", "version": "<version>"}
        ),
        "POST /settings/payments": ask(303, form={"payment_days": "30", "version": "<version>"}),
        "POST /tax-rates/new": ask(303, form=RATE_FORM),
        "POST /tax-rates/{tax_rate_id:uuid}/archive": ask(303, tax_rate_id="<rate:page>"),
        "POST /tax-rates/{tax_rate_id:uuid}/default": ask(303),
        "POST /tax-rates/{tax_rate_id:uuid}/edit": ask(303, form=RATE_FORM, tax_rate_id="<rate:edit>"),
        "POST /tax-rates/{tax_rate_id:uuid}/restore": ask(303, tax_rate_id="<rate:page>"),
        "PUT /invoices/{invoice_id:uuid}/draft": ask(
            foreign=NO_SUCH_REFERENCE, body=TYPED, invoice_id="<draft:saved>"
        ),
    },
)
PROGRAMS = _under(
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
        "POST /payments/{payment_id:uuid}/refunds": ask(404, body={"amount_minor": 1}),
        "POST /payments/{payment_id:uuid}/reverse": ask(201, payment_id="<payment:api>"),
        "POST /tax-rates": ask(201, body=RATE),
        "POST /tax-rates/{tax_rate_id:uuid}/archive": ask(tax_rate_id="<rate:api>"),
        "POST /tax-rates/{tax_rate_id:uuid}/restore": ask(tax_rate_id="<rate:api>"),
        "PUT /invoices/{invoice_id:uuid}": ask(
            foreign=NO_SUCH_REFERENCE, body=DRAFT, invoice_id="<draft:put>"
        ),
    },
)
ROUTES: dict[str, Ask] = OPEN | OWN | PAGES | PROGRAMS
OFF, UNSOLD = "without a key for Stripe there is nothing", "no plans are sold here"
FORMS = "what a form is told is no thing of a tenant's"
REFUSED_TO_OWNERS = {
    "POST /i/{token:str}/pay": OFF,
    "POST /webhooks/ses": "without a topic there is nothing",
    "POST /webhooks/stripe": OFF,
    "POST /webhooks/stripe/connect": OFF,
    "GET /static/{name:path}": "there is no such file: those that there are have to be built",
    "POST /invitations/{token:str}": "it is for another address",
    "POST /account/email": FORMS,
    "POST /account/security/codes": "there is no second factor",
    "POST /account/security/off": "there is no second factor",
    "POST /account/security/setup": FORMS,
    "POST /app/new": FORMS,
    "POST /login/confirm": "there is no second factor",
    "POST /app/{tenant:str}/invoices/{invoice_id:uuid}/charge/{method_id:uuid}": OFF,
    "GET /app/{tenant:str}/payments/{payment_id:uuid}/refund": "a payment that was entered by hand",
    "GET /app/{tenant:str}/settings/plan/change": UNSOLD,
    "POST /app/{tenant:str}/payments/{payment_id:uuid}/refund": OFF,
    "POST /app/{tenant:str}/payments/warnings/{warning_id:uuid}/refund": OFF,
    "POST /app/{tenant:str}/settings/online": OFF,
    "POST /app/{tenant:str}/settings/online/disconnect": "nothing is connected",
    "POST /app/{tenant:str}/settings/online/parts": "nothing is connected",
    "POST /app/{tenant:str}/settings/online/way": "nothing is connected",
    "POST /app/{tenant:str}/settings/plan/cancel": UNSOLD,
    "POST /app/{tenant:str}/settings/plan/change": UNSOLD,
    "POST /app/{tenant:str}/settings/plan/keep": UNSOLD,
    "POST /app/{tenant:str}/settings/plan/portal": UNSOLD,
    "POST /app/{tenant:str}/settings/plan/start": UNSOLD,
    "POST /api/v1/payments/{payment_id:uuid}/refunds": OFF,
}
"""What is refused to the owner as well, and why: that others are refused the same proves little of the walls."""
