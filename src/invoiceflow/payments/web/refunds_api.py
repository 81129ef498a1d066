"""``/api/v1/payments/{id}/refunds``: money of a collected payment that goes back, by the same action as the page's."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.refund_payment import AskedForAnother, RefundPayment, refund_payment
from invoiceflow.payments.domain.refund import Refund
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.web.bodies import NewRefund
from invoiceflow.payments.web.inbox import NotOffered
from invoiceflow.payments.web.pages.online import TheTill
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, keyed
from invoiceflow.web.idempotency import KeyReused, id_of_key
from invoiceflow.web.visit import visit_in

PATH = "/api/v1/payments/{payment_id:uuid}/refunds"


class RefundState(StrEnum):
    """How far a refund has come: asked for, refused by Stripe, or as Stripe says."""

    REQUESTED = "requested"
    REQUIRES_ACTION = "requires_action"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    REFUSED = "refused"


class RefundJson(msgspec.Struct):
    """
    A refund. `fault` says why it came to nothing, in Stripe's words; one that `failed` gave the money back.

    `provider_id` is the refund at Stripe. The books hold it as an entry of its own, once its money has left.
    """

    id: UUID
    payment_id: UUID
    amount_minor: int
    currency: str
    state: RefundState
    reason: str
    fault: str
    provider_id: str
    requested_by: str
    requested_at: datetime


class RefundList(msgspec.Struct):
    """All refunds of a payment, the oldest first."""

    items: list[RefundJson]


@post(
    PATH,
    guards=[keyed(Permission.RECORD_PAYMENTS)],
    status_code=201,
    responses={201: ResponseSpec(RefundJson, description="The refund, and how far it has come.")},
)
async def create_refund(
    request: Request, till: TheTill, payment_id: FromPath[UUID], data: JSONBody[NewRefund]
) -> RefundJson:
    """
    Send money back through Stripe, all of a payment or a part.

    The same `Idempotency-Key` names the same refund: asked again, it is answered as it stands by then.
    """
    if till is None:
        raise NotOffered("There is nothing at this address.")
    actor, at = actor_of(request), visit_in(request.scope).at
    command = RefundPayment(
        tenant_id=actor.tenant_id,
        payment_id=payment_id,
        refund_id=id_of_key(request, at),
        amount_minor=data.amount_minor,
        reason=data.reason.strip(),
        actor=actor.name,
        at=at,
        pointer="/amount_minor",
    )
    try:
        return _refund_json(await refund_payment(till, command))
    except AskedForAnother:
        raise KeyReused.field(
            "/Idempotency-Key", KeyReused.code, "This key was used with another body."
        ) from None


@get(PATH, guards=[keyed(Permission.READ_PAYMENTS)])
async def list_refunds(request: Request, database: TheDatabase, payment_id: FromPath[UUID]) -> RefundList:
    """List what was asked to go back of a payment, also what came to nothing."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        return RefundList([_refund_json(each) for each in await queries.refunds(session, payment_id)])


def _refund_json(refund: Refund) -> RefundJson:
    values = {name: getattr(refund, name) for name in RefundJson.__struct_fields__ if name != "state"}
    return RefundJson(**values, state=RefundState(refund.state))


handlers = [create_refund, list_refunds]
