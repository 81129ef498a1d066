"""Send money of a collected payment back, all or a part."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments import store
from invoiceflow.payments.actions.connect_account import StripeAway, StripeDeclined
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.domain.dispute import FREEZING
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.refund import GONE, REFUSED, REQUESTED, Refund
from invoiceflow.payments.ports import Away, Declined, RefundOrder
from invoiceflow.payments.store import collected
from invoiceflow.payments.store.collected import Collected
from invoiceflow.runtime.database import Session

NO_NAME = "-"
"""Stripe calls nothing so."""


class NotCollected(Refused):
    """The payment did not come through Stripe: what was entered by hand is reversed, and paid back by hand."""

    code = "refund.not_collected"


class Disputed(Refused):
    """The client's bank asks for the money already."""

    code = "refund.disputed"


class NothingLeft(Refused):
    """All of the payment has gone back."""

    code = "refund.nothing_left"


class AskedForAnother(Refused):
    """The same form, or the same key, asked for another refund before."""

    code = "refund.asked_for_another"


@dataclass(frozen=True, slots=True)
class RefundPayment:
    """
    What goes back, in minor units of the payment's currency (None is all that is left), and why.

    ``refund_id`` is given by a form, or made of a key, so that asking twice sends one refund. ``pointer`` names the
    amount to whom it is told that it is wrong. ``is_fraud`` has Stripe block who paid.
    """

    tenant_id: TenantId
    payment_id: UUID
    refund_id: UUID
    amount_minor: int | None
    reason: str
    actor: str
    at: datetime
    pointer: str = "/amount"
    is_fraud: bool = False


async def refund_payment(till: Till, command: RefundPayment) -> Refund:
    """
    Send money back, and return what became of that: what Stripe was asked for before is looked at, and asked for again
    only where Stripe knows nothing of it.

    Written down before Stripe is asked, with the refund's id as the key by which it is done once.

    The same refund may be asked for again, whenever that is: Stripe is looked at before it is told a second time.

    Raises:
        AskedForAnother: another refund has this id.
        NoSuchPayment: there is none.
        NotCollected: it did not come through Stripe.
        Disputed: it is disputed.
        NothingLeft: all of it went back.
        Invalid: the amount is not above zero, or more than is left.
        StripeAway: whether it was done is not known; it will be found out, and the same form may be sent again.
        StripeDeclined: Stripe does not do it.
    """
    async with till.database.as_tenant(command.tenant_id) as session:
        refund, known, is_new = await _meant(session, command)
    try:
        if is_new:
            await _send(till, command.tenant_id, refund, known)
        else:
            await finish_refund(till, command.tenant_id, refund.id)
    except Away as error:
        raise StripeAway("Stripe does not answer. Whether the money went back will be seen here.") from error
    except Declined as error:
        raise StripeDeclined(f"Stripe does not refund this: {error}") from error
    async with till.database.as_tenant(command.tenant_id) as session:
        return await collected.find_refund(session, refund.id, NO_NAME) or refund


async def finish_refund(till: Till, tenant_id: TenantId, refund_id: UUID) -> None:
    """
    Find out what became of a refund that Stripe was asked for, and ask once more where it knows none.

    Raises:
        Away: Stripe does not answer; it is worth another try.
    """
    async with till.database.as_tenant(tenant_id) as session:
        refund, known = await _waiting(session, refund_id)
    if refund is None or known is None:
        return
    await _look(till, tenant_id, known)
    async with till.database.as_tenant(tenant_id) as session:
        refund, known = await _waiting(session, refund_id)
    if refund is None or known is None:
        return
    with suppress(Declined):
        await _send(till, tenant_id, refund, known)


async def _waiting(session: Session, refund_id: UUID) -> tuple[Refund | None, Collected | None]:
    refund = await collected.find_refund(session, refund_id, NO_NAME)
    if refund is None or refund.state != REQUESTED:
        return None, None
    return refund, await collected.lock_collected(session, refund.payment_id)


async def _send(till: Till, tenant_id: TenantId, refund: Refund, known: Collected) -> None:
    order = RefundOrder(
        refund.id,
        known.account,
        known.payment_intent,
        refund.amount_minor,
        refund.currency,
        is_fraud=refund.is_fraud,
    )
    try:
        await till.collector.refund(order)
    except Declined as error:
        async with till.database.as_tenant(tenant_id) as session:
            refused = replace(refund, state=REFUSED, fault=str(error)[:500])
            await collected.save_refund(session, refused, till.clock.now())
        raise
    await _look(till, tenant_id, known)


async def _look(till: Till, tenant_id: TenantId, known: Collected) -> None:
    target = Target(Topic.PAYMENT, known.payment_intent)
    await follow_object(till, FollowObject(tenant_id, known.account, target))


async def _meant(session: Session, command: RefundPayment) -> tuple[Refund, Collected, bool]:
    """Return the refund to ask for, and whether it is new: written down now, or when the same was asked before."""
    payment = await store.load_payment(session, command.payment_id)
    known = await collected.lock_collected(session, payment.id)
    if known is None or payment.kind is not Kind.PAYMENT:
        raise NotCollected("This payment did not come through Stripe. Reverse it instead.")
    again = await collected.find_refund(session, command.refund_id, NO_NAME)
    if known.dispute_status in FREEZING and (again is None or again.state in GONE):
        raise Disputed("The client’s bank asks for this money already. Answer the dispute instead.")  # noqa: RUF001  # an apostrophe as it is printed
    if again is not None:
        _require_same(again, command)
        return again, known, False
    left_minor = await refundable(session, payment.id)
    amount_minor = left_minor if command.amount_minor is None else command.amount_minor
    _require_left(amount_minor, left_minor, command.pointer)
    refund = Refund(
        id=command.refund_id,
        payment_id=payment.id,
        amount_minor=amount_minor,
        currency=payment.currency,
        state=REQUESTED,
        provider_id="",
        reason=command.reason,
        fault="",
        requested_by=command.actor,
        requested_at=command.at,
        is_fraud=command.is_fraud,
    )
    await collected.add_refund(session, refund)
    await record(session, _fact(refund, payment.invoice_id, command))
    return refund, known, True


def _require_same(again: Refund, command: RefundPayment) -> None:
    amount_minor = again.amount_minor if command.amount_minor is None else command.amount_minor
    before = (again.payment_id, again.amount_minor, again.reason)
    if before != (command.payment_id, amount_minor, command.reason):
        raise AskedForAnother("This form has asked for another refund already. Open it anew.")
    if again.state == REFUSED:
        raise StripeDeclined(f"Stripe does not refund this: {again.fault}")


async def refundable(session: Session, payment_id: UUID) -> int:
    """Return what may go back: what is left of a payment, less what was asked for and is not in the books yet."""
    payment = await store.load_payment(session, payment_id)
    left_minor = await collected.left_of(session, payment.id)
    waiting = [each for each in await collected.refunds_of(session, payment_id) if each.state == REQUESTED]
    return left_minor - sum(each.amount_minor for each in waiting)


def _require_left(amount_minor: int, left_minor: int, pointer: str) -> None:
    if left_minor <= 0:
        raise NothingLeft("All of this payment has gone back.")
    if amount_minor <= 0:
        raise Invalid.field(pointer, "refund.not_above_zero", "Use an amount above zero.")
    if amount_minor > left_minor:
        raise Invalid.field(pointer, "refund.more_than_left", "This is more than is left of the payment.")


def _fact(refund: Refund, invoice_id: UUID, command: RefundPayment) -> Fact:
    return Fact(
        at=command.at,
        actor=command.actor,
        action="payment.refund_requested",
        object_kind="invoice",
        object_id=invoice_id,
        detail={
            "payment_id": str(refund.payment_id),
            "amount_minor": refund.amount_minor,
            "currency": refund.currency,
            "reason": refund.reason,
        },
    )
