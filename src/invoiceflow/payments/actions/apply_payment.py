"""Bring the books to where a payment stands at Stripe, by adding what is missing. A second time adds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.settle_invoice import SettleInvoice, settle_invoice
from invoiceflow.kernel.errors import Missing, Refused
from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.payments import store
from invoiceflow.payments.actions.keep_method import keep_method
from invoiceflow.payments.actions.note_checkout import note_checkout_state
from invoiceflow.payments.actions.note_trouble import About, note_trouble
from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.checkout import Checkout, OtherThanAgreed, State
from invoiceflow.payments.domain.effects import Effect, Entry, missing
from invoiceflow.payments.domain.movement import Movement
from invoiceflow.payments.domain.payment import Kind, Payment
from invoiceflow.payments.domain.refund import REQUESTED, Refund
from invoiceflow.payments.domain.seen import SeenCharge, SeenPayment, SeenRefund
from invoiceflow.payments.events import PaymentRecorded, PaymentReversed
from invoiceflow.payments.store import checkouts, collected
from invoiceflow.payments.store.collected import Collected
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy import queries as tenancy

BY = "Stripe"
"""Who acts in the audit chain when money moves."""

_ACTIONS = {
    Kind.PAYMENT: "payment.collected",
    Kind.REFUND: "payment.refunded",
    Kind.REFUND_FAILED: "payment.refund_failed",
    Kind.CHARGEBACK: "payment.charged_back",
    Kind.CHARGEBACK_RETURNED: "payment.chargeback_returned",
}


class NotOurs(Missing):
    """The payment does not come from a checkout of this product: the tenant sells elsewhere, too."""

    code = "checkout.not_ours"


class NoSuchCheckout(Missing):
    """The payment names a checkout that the tenant does not have."""

    code = "checkout.not_found"


class TookMore(Refused):
    """More went back than the payment had left."""

    code = "checkout.took_more"


class Overtaken(Exception):
    """
    Somebody looked meanwhile, and wrote down what they saw: which of the two is the present state is not known.

    ``confirmed_at`` is when, by the clock of whoever did.
    """

    def __init__(self, confirmed_at: datetime) -> None:
        super().__init__("another look came first")
        self.confirmed_at = confirmed_at


@dataclass(frozen=True, slots=True)
class ApplyPayment:
    """
    How a payment stands at Stripe, on which of the tenant's accounts.

    What was written down after ``asked_at`` may be newer than what was seen here.
    """

    account: str
    seen: SeenPayment
    asked_at: datetime
    at: datetime


async def apply_payment(session: Session, command: ApplyPayment) -> Sequence[Refused]:
    """
    Write what the books lack of a payment: itself, its fee, refunds, and what disputes hold or took.

    Locks its checkout first, then its invoice. Returns why something of it could not be written, while the rest was.

    Raises:
        NotOurs: it is a sale of the tenant's that has nothing to do with this product.
        NoSuchCheckout: it names a checkout that does not exist.
        OtherThanAgreed: account, amount or currency are not those that were asked for.
        NotPayable: its invoice is void.
        Overtaken: another look was applied since Stripe was asked. An old state would contradict a newer one.
    """
    seen = command.seen
    checkout = await _locked_checkout(session, command)
    if seen.charge is None:
        if checkout.method_id is not None:
            await note_checkout_state(session, checkout, checkout.as_charged(seen), command.at)
        return ()
    confirmed_at = await collected.confirmed_at(session, checkout.id)
    if confirmed_at is not None and confirmed_at > command.asked_at:
        raise Overtaken(confirmed_at)
    checkout.require_agreed(seen.charge.amount_minor, seen.currency)
    books = _Books(session, checkout, seen.charge, command.at)
    effects = missing(seen, await collected.written(session, _names(seen)))
    refusals = [refusal for effect in effects if (refusal := await books.write(effect))]
    payment_id = await _known(session, seen.charge)
    for refund in seen.refunds:
        await _note_refund(session, payment_id, refund, seen.currency, command.at)
    await collected.save_collected(session, _collected(payment_id, checkout, command))
    about = About(payment_id, InvoiceId(checkout.invoice_id), seen.currency, BY, command.at)
    await note_trouble(session, about, seen)
    await keep_method(session, checkout, seen.charge, by=BY, at=command.at)
    paid = replace(checkout.moved(State.PAID), payment_intent=seen.id)
    if paid != checkout:
        await checkouts.save_checkout(session, paid, command.at)
    if effects:
        await announce(session, "payment", payment_id)
    return refusals


async def _locked_checkout(session: Session, command: ApplyPayment) -> Checkout:
    if command.seen.checkout_id is None:
        raise NotOurs("This payment belongs to no invoice here.")
    checkout = await checkouts.lock_checkout(session, command.seen.checkout_id)
    if checkout is None:
        raise NoSuchCheckout("Stripe names a checkout that does not exist here.")
    if checkout.account != command.account:
        raise OtherThanAgreed("The payment was taken on another account than the checkout's.")
    if checkout.payment_intent not in ("", command.seen.id):
        raise OtherThanAgreed("Another payment belongs to this checkout.")
    return checkout


def _names(seen: SeenPayment) -> list[str]:
    """Return every object whose effects there may be."""
    charge = seen.charge
    named = [charge.id, charge.transaction.id if charge.transaction else ""] if charge else []
    for refund in seen.refunds:
        named += [refund.id, refund.transaction.id if refund.transaction else ""]
    for dispute in seen.disputes:
        named += [dispute.id, *(each.id for each in dispute.transactions)]
    return [name for name in named if name]


async def _known(session: Session, charge: SeenCharge) -> PaymentId:
    found = await collected.payment_of_charge(session, charge.id)
    if found is None:
        raise AssertionError(f"charge {charge.id} was written in this transaction")
    return found


@dataclass(frozen=True, slots=True)
class _Books:
    """Writes effects of one charge."""

    session: Session
    checkout: Checkout
    charge: SeenCharge
    at: datetime

    async def write(self, effect: Effect) -> Refused | None:
        """Write an effect, or return why it cannot be."""
        if isinstance(effect, Movement):
            await self._movement(effect)
            return None
        try:
            await self._entry(effect)
        except TookMore as refusal:
            return refusal
        return None

    async def _entry(self, entry: Entry) -> None:
        payment = await self._payment(entry)
        change = SettleInvoice(payment.invoice_id, payment.amount_minor, payment.currency, self.at)
        settlement = await settle_invoice(self.session, change)
        await store.add_payment(self.session, payment, recorded_by=BY, at=self.at)
        journal = posting.paid(
            payment.currency,
            total_minor=settlement.total_minor,
            paid_before_minor=settlement.paid_minor - payment.amount_minor,
            amount_minor=payment.amount_minor,
            place=payment.place,
        )
        await store.write_journal(
            self.session,
            payment.kind,
            journal,
            invoice_id=payment.invoice_id,
            source_id=payment.id,
            at=self.at,
        )
        told = PaymentRecorded if payment.amount_minor > 0 else PaymentReversed
        await publish(self.session, told(payment.id, payment.invoice_id))
        await record(self.session, _fact(payment, self.charge.instrument, self.at))

    async def _payment(self, entry: Entry) -> Payment:
        is_payment = entry.kind is Kind.PAYMENT
        of_id = None if is_payment else await _known(self.session, self.charge)
        if of_id and entry.amount_minor < 0:
            await self._require_left(of_id, -entry.amount_minor)
        zone = (await tenancy.own_tenant(self.session)).profile.time_zone
        return Payment(
            id=PaymentId(new_id(self.at)),
            invoice_id=InvoiceId(self.checkout.invoice_id),
            amount_minor=entry.amount_minor,
            currency=self.checkout.currency,
            method=self.charge.method,
            received_on=day_in(zone, self.charge.created_at if is_payment else self.at),
            reference=self.charge.instrument if is_payment else "",
            kind=entry.kind,
            of_id=of_id,
            provider_id=entry.provider_id,
        )

    async def _require_left(self, payment_id: PaymentId, amount_minor: int) -> None:
        left_minor = await collected.left_of(self.session, payment_id)
        if amount_minor > left_minor:
            raise TookMore(f"{amount_minor} went back at Stripe, while {left_minor} was left (minor units).")

    async def _movement(self, movement: Movement) -> None:
        payment_id = await _known(self.session, self.charge)
        payment = await store.load_payment(self.session, payment_id)
        await collected.book_movement(self.session, movement, payment, self.at)


async def _note_refund(
    session: Session, payment_id: PaymentId, seen: SeenRefund, currency: str, at: datetime
) -> None:
    """Keep what became of a refund: one that was asked for here, or made at Stripe."""
    known = await collected.find_refund(session, seen.refund_id, seen.id)
    refund = known or Refund(
        id=new_id(at),
        payment_id=payment_id,
        amount_minor=seen.amount_minor,
        currency=currency,
        state=REQUESTED,
        provider_id="",
        reason="",
        fault="",
        requested_by=BY,
        requested_at=seen.created_at,
    )
    if known is None:
        await collected.add_refund(session, refund)
    await collected.save_refund(session, refund.as_seen(seen), at)


def _collected(payment_id: PaymentId, checkout: Checkout, command: ApplyPayment) -> Collected:
    seen = command.seen
    charge, newest = seen.charge, seen.disputes[0] if seen.disputes else None
    return Collected(
        payment_id=payment_id,
        checkout_id=checkout.id,
        account=command.account,
        payment_intent=seen.id,
        charge_id=charge.id if charge else "",
        instrument=charge.instrument if charge else "",
        risk_level=charge.risk_level if charge else "",
        outcome=charge.outcome if charge else "",
        outcome_says=charge.outcome_says if charge else "",
        review=charge.review if charge else "",
        dispute_status=newest.status if newest else "",
        evidence_due_at=newest.evidence_due_at if newest else None,
        confirmed_at=command.at,
    )


def _fact(payment: Payment, instrument: str, at: datetime) -> Fact:
    """Return the audit entry, which belongs to the invoice: its history shows what moved."""
    return Fact(
        at=at,
        actor=BY,
        action=_ACTIONS[payment.kind],
        object_kind="invoice",
        object_id=payment.invoice_id,
        detail={
            "payment_id": str(payment.of_id or payment.id),
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "provider_id": payment.provider_id,
            "instrument": instrument,
        },
    )
