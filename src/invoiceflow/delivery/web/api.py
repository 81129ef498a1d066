"""Sending an invoice over the API, and what became of that."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from invoiceflow.delivery.actions.send_invoice import SendInvoice, send_invoice
from invoiceflow.delivery.domain.delivery import Delivery
from invoiceflow.delivery.queries import Told, told_of
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.limit import INVOICE_MAILS
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.web.fields import Line, Text
from invoiceflow.web.given import Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.idempotency import once
from invoiceflow.web.limits import counted
from invoiceflow.web.visit import visit_in


class SendBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to send to; everything left out is taken from the client."""

    recipient: Line = ""
    recipient_name: Line = ""
    message: Text = ""


class DeliveryAnswer(msgspec.Struct):
    """
    A delivery. ``state`` is how far it came.

    queued, failed (never handed over), accepted (by the mail server), delayed, bounced_soft, delivered, opened (a hint,
    no proof), bounced_hard, suppressed (the address is known to be dead) or complained.
    """

    id: UUID
    invoice_id: UUID
    recipient: str
    state: str
    queued_at: str


class NoticeAnswer(msgspec.Struct):
    """What the mail service told of a delivery; ``detail`` are the words of the other mail server."""

    state: str
    detail: str
    at: str


class ToldAnswer(msgspec.Struct):
    """A delivery and what was told of it, the oldest first. ``error`` says why it did not arrive."""

    id: UUID
    recipient: str
    state: str
    error: str
    queued_at: str
    accepted_at: str | None
    notices: list[NoticeAnswer]


class ToldList(msgspec.Struct):
    """Every delivery of an invoice, the newest first."""

    items: list[ToldAnswer]


@get(
    "/api/v1/invoices/{invoice_id:uuid}/deliveries",
    guards=[keyed(Permission.READ_INVOICES)],
)
async def deliveries(request: Request, invoice_id: FromPath[UUID], database: TheDatabase) -> ToldList:
    """Return an invoice's deliveries, each with what became of it."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        await state.one(session, InvoiceId(invoice_id), at=visit_in(request.scope).at)
        found = await told_of(session, InvoiceId(invoice_id))
    return ToldList([_told(each) for each in found])


@post(
    "/api/v1/invoices/{invoice_id:uuid}/send",
    guards=[keyed(Permission.SEND_INVOICES)],
    status_code=202,
    responses={202: ResponseSpec(DeliveryAnswer, description="The email, queued.")},
)
async def send(
    request: Request,
    invoice_id: FromPath[UUID],
    database: TheDatabase,
    settings: TheSettings,
    data: JSONBody[SendBody | None] = None,
) -> Response[bytes]:
    """Queue the invoice's email. ``sent_at`` is set once the mail server has accepted it."""
    wanted, visit, actor = data or SendBody(), visit_in(request.scope), actor_of(request)
    command = SendInvoice(
        invoice_id=InvoiceId(invoice_id),
        actor=actor.name,
        actor_id=actor.person_id,
        at=visit.at,
        mail_domain=urlsplit(settings.base_url).hostname or "localhost",
        recipient=wanted.recipient,
        recipient_name=wanted.recipient_name,
        message=wanted.message,
    )

    async def run(session: Session) -> tuple[int, bytes]:
        # Only here: an answer that is given again sends nothing.
        async with counted(request, INVOICE_MAILS, actor.tenant_id):
            return 202, msgspec.json.encode(_answer((await send_invoice(session, command)).delivery))

    return await once(request, database, run)


def _answer(delivery: Delivery) -> DeliveryAnswer:
    return DeliveryAnswer(
        id=delivery.id,
        invoice_id=delivery.invoice_id,
        recipient=delivery.recipient,
        state=delivery.state.value,
        queued_at=_instant(delivery.queued_at),
    )


def _told(told: Told) -> ToldAnswer:
    delivery = told.delivery
    return ToldAnswer(
        id=delivery.id,
        recipient=delivery.recipient,
        state=delivery.state.value,
        error=delivery.error,
        queued_at=_instant(delivery.queued_at),
        accepted_at=_instant(delivery.accepted_at) if delivery.accepted_at else None,
        notices=[NoticeAnswer(each.kind.value, each.detail, _instant(each.at)) for each in told.notices],
    )


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


handlers = [deliveries, send]
