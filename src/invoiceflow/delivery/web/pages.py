"""Sending an invoice from the product: one form, as a page of its own or inside the invoice's dialog."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from invoiceflow.delivery.actions.send_invoice import (
    CannotBeSent,
    SendInvoice,
    checked_recipient,
    send_invoice,
)
from invoiceflow.invoicing.queries import documents, state
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import DeliveryId, InvoiceId
from invoiceflow.kernel.limit import INVOICE_MAILS
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.web.acting import transaction
from invoiceflow.web.body import read_form
from invoiceflow.web.fields import Line, Text
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.limits import counted
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/invoices/{invoice_id:uuid}/send"
GUARD = permitted(Permission.SEND_INVOICES)


class SendForm(msgspec.Struct):
    """What the form holds."""

    recipient: Line = ""
    recipient_name: Line = ""
    message: Text = ""


@dataclass(frozen=True, slots=True)
class SendPage:
    """
    The form; ``errors`` are by field, ``typed`` is what stands in the fields.

    ``delivery_id`` is that of the email it will send, so that sending the form twice sends one.
    """

    delivery_id: UUID
    number: str
    client_name: str
    typed: SendForm
    errors: dict[str, str]
    action: str
    back_url: str


@get(PATH, guards=[GUARD])
async def ask(request: Request, invoice_id: FromPath[UUID], database: TheDatabase) -> Response[str]:
    """Show whom the invoice would go to."""
    actor = actor_of(request)
    async with database.as_tenant(actor.tenant_id) as session:
        form = await _form(request, session, InvoiceId(invoice_id))
    return _shown(request, form)


@post(PATH, guards=[GUARD])
async def send(
    request: Request, invoice_id: FromPath[UUID], data: Form, database: TheDatabase, settings: TheSettings
) -> Response[str]:
    """Queue the email, or show the form again with what was typed."""
    actor, visit = actor_of(request), visit_in(request.scope)
    async with transaction(request, database) as session:
        asked = await _form(request, session, InvoiceId(invoice_id))
    try:
        typed = read_form(data, SendForm, lambda fits: _recipient_too(fits, data, asked))
        command = SendInvoice(
            invoice_id=InvoiceId(invoice_id),
            actor=actor.name,
            actor_id=actor.person_id,
            at=visit.at,
            mail_domain=urlsplit(settings.base_url).hostname or "localhost",
            recipient=typed.recipient,
            recipient_name=typed.recipient_name,
            message=typed.message,
            delivery_id=_delivery_id(data),
        )
        async with counted(request, INVOICE_MAILS, actor.tenant_id) as mail:
            async with transaction(request, database) as session:
                sending = await send_invoice(session, command)
            mail.is_void = not sending.is_new
    except Invalid as invalid:
        return _shown(request, _again(asked, data, invalid.errors), status=422)
    recipient = sending.delivery.recipient
    return go(asked.back_url, Toast(f"{asked.number} is on its way to {recipient}", tone="success"))


async def _form(request: Request, session: Session, invoice_id: InvoiceId) -> SendPage:
    standing = await state.one(session, invoice_id, at=visit_in(request.scope).at)
    if standing.number is None:
        raise CannotBeSent("Only an issued invoice can be sent. Issue it first.")
    buyer = (await documents.issued_invoice(session, invoice_id)).buyer
    here = f"/app/{actor_of(request).tenant_slug}/invoices/{invoice_id}"
    typed = SendForm(recipient=buyer.email, recipient_name=buyer.contact)
    delivery_id = new_id(visit_in(request.scope).at)
    return SendPage(delivery_id, standing.number, buyer.name, typed, {}, f"{here}/send", here)


def _recipient_too(
    fits: Mapping[str, Any], sent: Mapping[str, str], asked: SendPage
) -> tuple[FieldError, ...]:
    """Return what is wrong with an address beside fields that are broken; left empty it is the client's own."""
    if sent.get("recipient", "").strip() and "recipient" not in fits:
        return ()
    try:
        checked_recipient(fits.get("recipient") or asked.typed.recipient)
    except Invalid as broken:
        return broken.errors
    return ()


def _again(asked: SendPage, data: dict[str, str], errors: tuple[FieldError, ...]) -> SendPage:
    typed = SendForm(**{name: data.get(name, "") for name in SendForm.__struct_fields__})
    by_field = {error.pointer.lstrip("/"): error.message for error in errors}
    return replace(asked, delivery_id=_delivery_id(data) or asked.delivery_id, typed=typed, errors=by_field)


def _delivery_id(data: dict[str, str]) -> DeliveryId | None:
    try:
        return DeliveryId(UUID(data.get("delivery_id", "")))
    except ValueError:
        return None


def _shown(request: Request, form: SendPage, *, status: int = 200) -> Response[str]:
    if "hx-request" in request.headers:
        return html("delivery/send_form.html", status=status, page=form, csrf=visit_in(request.scope).csrf)
    title = f"Send {form.number}"
    return page(request, "delivery/send.html", title=title, current="Invoices", status=status, page=form)


handlers = [ask, send]
