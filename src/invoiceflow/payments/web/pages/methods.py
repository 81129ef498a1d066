"""Saved methods: shown on the client's page, charged from an invoice's, and removed."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.charge_method import ChargeMethod, charge_method
from invoiceflow.payments.actions.end_method import EndMethod, end_method
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.decline_words import TO_DO, declined
from invoiceflow.payments.domain.saved_method import SavedMethod
from invoiceflow.payments.queries import online
from invoiceflow.payments.web.inbox import NotOffered
from invoiceflow.payments.web.pages import words
from invoiceflow.payments.web.pages.online import TheTill
from invoiceflow.runtime.clock import day_in
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day, short_day

OF_CLIENT = "/app/{tenant:str}/clients/{client_id:uuid}/methods"
CHARGE = "/app/{tenant:str}/invoices/{invoice_id:uuid}/charge/{method_id:uuid}"
RECORD = permitted(Permission.RECORD_PAYMENTS)


@dataclass(frozen=True, slots=True)
class ShownMethod:
    """A saved method in finished strings; ``consent`` is what was agreed to. Who may not has no ``remove_url``."""

    title: str
    note: str
    consent: str
    agreed: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class ClientMethods:
    """The part of a client's page. ``here`` is where it comes from."""

    here: str
    methods: tuple[ShownMethod, ...]


@get(OF_CLIENT, guards=[permitted(Permission.READ)])
async def client_methods(request: Request, database: TheDatabase, client_id: FromPath[UUID]) -> Response[str]:
    """Return that part. A client that is not there has saved nothing."""
    async with transaction(request, database) as session:
        kept = await online.kept_of_client(session, client_id)
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    here = f"{home(request)}/clients/{client_id}/methods"
    shown = ClientMethods(here, tuple(_shown(request, each, here, zone) for each in kept))
    return html("payments/methods.html", page=shown, csrf=visit_in(request.scope).csrf)


def _shown(request: Request, method: SavedMethod, here: str, zone: str) -> ShownMethod:
    agreed_on, today = (day_in(zone, at) for at in (method.agreed_at, visit_in(request.scope).at))
    may = actor_of(request).may(Permission.RECORD_PAYMENTS)
    return ShownMethod(
        title=method.instrument,
        note=f"Saved with consent on {short_day(agreed_on, today)}",
        consent=method.consent_words,
        agreed=f"Agreed on {long_day(agreed_on)}, version {method.consent_version} of the words",
        remove_url=f"{here}/{method.id}/remove" if may else "",
    )


@post(f"{OF_CLIENT}/{{method_id:uuid}}/remove", guards=[RECORD])
async def remove(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    database: TheDatabase,
    client_id: FromPath[UUID],
    method_id: FromPath[UUID],
) -> Response[str]:
    """Remove a saved method."""
    command = EndMethod(method_id, client_id, actor_of(request).name, visit_in(request.scope).at)
    async with transaction(request, database) as session:
        ended = await end_method(session, command)
    told = Toast(f"{ended.instrument} removed", "Nothing is charged to it any more. Stripe forgets it, too.")
    return go(f"{home(request)}/clients/{client_id}", told)


@post(CHARGE, guards=[RECORD])
async def charge(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    till: TheTill,
    invoice_id: FromPath[UUID],
    method_id: FromPath[UUID],
) -> Response[str]:
    """Charge what is open to a saved method, at one press. A second press finds it done, or on its way."""
    if till is None:
        raise NotOffered("There is nothing at this address.")
    actor, at = actor_of(request), visit_in(request.scope).at
    back = f"{home(request)}/invoices/{invoice_id}"
    command = ChargeMethod(actor.tenant_id, InvoiceId(invoice_id), method_id, actor.name, at)
    try:
        charged = await charge_method(till, command)
    except Refused as refusal:
        return go(back, Toast("Not charged", refusal.message, tone="danger"))
    return go(back, _became(charged, back, actor.locale))


def _became(charged: Checkout, back: str, locale: str) -> Toast:
    money = words.money(charged.amount_minor, charged.currency, locale)
    if charged.state is State.FAILED:
        why = declined(charged.fault_code, charged.fault)
        return Toast("Not charged", why, tone="danger", href=f"{back}/send", link_label=TO_DO)
    if charged.state is State.PAID:
        return Toast(f"{money} charged", "The invoice is paid as far as that.")
    return Toast(f"{money} on its way", "The bank has not answered yet. This page changes as soon as it has.")


handlers = [client_methods, remove, charge]
