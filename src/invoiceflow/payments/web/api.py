"""``/api/v1/payments``, and the payments of an invoice."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.record_payment import RecordPayment, implausible, record_payment
from invoiceflow.payments.actions.reverse_payment import ReversePayment, reverse_payment
from invoiceflow.payments.domain.payment import Kind, Method
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.web.bodies import NewPayment, Reversal
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import transaction
from invoiceflow.web.answers import require_known_parameters
from invoiceflow.web.body import ALSO, Sent, read_optional
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.idempotency import once
from invoiceflow.web.visit import visit_in

PATH = "/api/v1/payments"
ONE = PATH + "/{payment_id:uuid}"

Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most, 1 to 100.")]
After = Annotated[UUID | None, QueryParameter(description="`next` of the page before.")]
OfInvoice = Annotated[UUID | None, QueryParameter(description="Only those of this invoice.")]


class StandingJson(msgspec.Struct):
    """How the payment's invoice stands now."""

    status: Status
    paid_minor: int
    due_minor: int
    credit_minor: int


class PaymentJson(msgspec.Struct):
    """
    A payment, or an entry that takes one back or gives it again: `kind` says which, `of_id` names the payment.

    What takes money back has an amount below zero. A `reversal` names the payment in `reverses_id`, too; that payment
    then has a `reversed_by_id`. `provider_id` is the charge, refund or dispute at Stripe. Of what came through Stripe,
    `fee_minor` is what it kept and `net_minor` the rest, both null until that is known.
    """

    id: UUID
    invoice_id: UUID
    amount_minor: int
    currency: str
    method: Method
    received_on: date
    reference: str
    note: str
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    kind: Kind
    of_id: UUID | None
    provider_id: str
    fee_minor: int | None
    net_minor: int | None
    created_at: datetime
    invoice: StandingJson


class PaymentPage(msgspec.Struct):
    """One page, the newest first; `next` is the `after` of the next page, null on the last."""

    items: list[PaymentJson]
    next: UUID | None


async def day_too(request: Request, sent: Sent) -> tuple[FieldError, ...]:
    """Return what is wrong with the day of a payment whose amount, say, is broken."""
    if "received_on" not in sent.fits:
        return ()
    async with transaction(request, request.app.state.database) as session:
        zone = (await tenancy.own_tenant(session)).profile.time_zone
    today = day_in(zone, visit_in(request.scope).at)
    return implausible(None, date.fromisoformat(sent.fits["received_on"]), today)


@post(
    "/api/v1/invoices/{invoice_id:uuid}/payments",
    guards=[keyed(Permission.RECORD_PAYMENTS)],
    opt={ALSO: day_too},
    responses={201: ResponseSpec(PaymentJson, description="The payment, and how its invoice stands.")},
)
async def create_payment(
    request: Request, database: TheDatabase, invoice_id: FromPath[UUID], data: JSONBody[NewPayment]
) -> Response[bytes]:
    """Record a payment. What exceeds the open amount becomes the client's credit."""

    async def run(session: Session) -> tuple[int, bytes]:
        command = RecordPayment(
            invoice_id=InvoiceId(invoice_id),
            amount_minor=data.amount_minor,
            method=data.method,
            received_on=data.received_on,
            actor=actor_of(request).name,
            at=visit_in(request.scope).at,
            currency=data.currency,
            reference=data.reference.strip(),
            note=data.note.strip(),
        )
        payment, _ = await record_payment(session, command)
        return 201, await _answer(session, payment.id)

    return await once(request, database, run)


@post(
    ONE + "/reverse",
    guards=[keyed(Permission.RECORD_PAYMENTS)],
    responses={201: ResponseSpec(PaymentJson, description="The entry that takes the payment back.")},
)
async def create_reversal(
    request: Request, database: TheDatabase, payment_id: FromPath[UUID]
) -> Response[bytes]:
    """Take a payment back whole, once. The body may be left out, or be `{"reason": "..."}`."""
    body = await read_optional(request, Reversal)

    async def run(session: Session) -> tuple[int, bytes]:
        actor, at = actor_of(request).name, visit_in(request.scope).at
        command = ReversePayment(payment_id, actor, at, reason=body.reason.strip())
        reversal, _ = await reverse_payment(session, command)
        return 201, await _answer(session, reversal.id)

    return await once(request, database, run)


@get(PATH, guards=[keyed(Permission.READ_PAYMENTS)])
async def list_payments(
    request: Request,
    database: TheDatabase,
    *,
    limit: Limit = 50,
    after: After = None,
    invoice_id: OfInvoice = None,
) -> PaymentPage:
    """List payments and reversals."""
    require_known_parameters(request, "limit", "after", "invoice_id")
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        rows = await queries.newest_payments(session, limit=limit + 1, after=after, invoice_id=invoice_id)
    items = [_payment_json(row) for row in rows[:limit]]
    return PaymentPage(items, items[-1].id if len(rows) > limit else None)


@get(ONE, guards=[keyed(Permission.READ_PAYMENTS)])
async def show_payment(request: Request, database: TheDatabase, payment_id: FromPath[UUID]) -> PaymentJson:
    """Return one payment or reversal."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        return _payment_json(await queries.payment(session, payment_id))


async def _answer(session: Session, payment_id: UUID) -> bytes:
    return msgspec.json.encode(_payment_json(await queries.payment(session, payment_id)))


def _payment_json(row: queries.PaymentRow) -> PaymentJson:
    same = {
        name: getattr(row, name)
        for name in PaymentJson.__struct_fields__
        if name not in ("invoice", "method", "kind", "net_minor")
    }
    return PaymentJson(
        **same,
        method=Method(row.method),
        kind=Kind(row.kind),
        net_minor=None if row.fee_minor is None else row.amount_minor - row.fee_minor,
        invoice=_standing_json(row.settlement),
    )


def _standing_json(settlement: Settlement) -> StandingJson:
    return StandingJson(
        settlement.status, settlement.paid_minor, settlement.due_minor, settlement.credit_minor
    )


handlers = [create_payment, create_reversal, list_payments, show_payment]
