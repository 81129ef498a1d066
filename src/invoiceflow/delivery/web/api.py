"""Sending an invoice over the API."""

from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from invoiceflow.delivery.actions.send_invoice import SendInvoice, send_invoice
from invoiceflow.delivery.domain.delivery import Delivery
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
    """A delivery. ``state`` is queued, accepted (by the mail server) or failed."""

    id: UUID
    invoice_id: UUID
    recipient: str
    state: str
    queued_at: str


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
        queued_at=delivery.queued_at.isoformat().replace("+00:00", "Z"),
    )


handlers = [send]
