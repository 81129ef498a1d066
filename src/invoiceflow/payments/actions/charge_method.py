"""Charge what is open on an invoice to the card or bank account that its client let the tenant keep."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.hold_invoice import hold_invoice
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.connect_account import NotConnected, StripeAway, StripeDeclined
from invoiceflow.payments.actions.end_checkouts import OnItsWay, expire_page, forget_page, payable_on
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.actions.note_checkout import note_checkout_state
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.provider_amounts import require_chargeable
from invoiceflow.payments.domain.saved_method import MethodState, SavedMethod
from invoiceflow.payments.ports import Away, ChargeOrder, Declined, NothingThere
from invoiceflow.payments.store import accounts, checkouts, methods
from invoiceflow.payments.store.methods import NoSuchMethod
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.queue import defer

FINISH_CHARGE: Final = "payments.finish_charge"
QUIET: Final = timedelta(minutes=10)
"""After which Stripe is asked what became of a charge. No request to it lasts nearly as long."""

ROUNDS: Final = 4
"""How often pages in the way are ended before it is said that others are paying."""


class MethodEnded(Refused):
    """The client has withdrawn their consent, or the method was removed."""

    code = "saved_method.ended"


@dataclass(frozen=True, slots=True)
class ChargeMethod:
    """Which invoice is charged to which saved method of its client, and by whom."""

    tenant_id: TenantId
    invoice_id: InvoiceId
    method_id: UUID
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Meant:
    """An attempt that is written down, with all that Stripe is told of it."""

    checkout: Checkout
    method: SavedMethod
    invoice: IssuedInvoice

    @property
    def order(self) -> ChargeOrder:
        return ChargeOrder(
            checkout_id=self.checkout.id,
            account=self.checkout.account,
            payer=self.method.payer,
            payment_method=self.method.payment_method,
            amount_minor=self.checkout.amount_minor,
            currency=self.checkout.currency,
            title=self.invoice.number,
            email=self.invoice.buyer.email,
        )


async def charge_method(till: Till, command: ChargeMethod) -> Checkout:
    """
    Charge exactly what is open at this moment, and return what became of the attempt: paid, on its way, or failed.

    Written down before Stripe is asked; the attempt's id is the key by which Stripe charges once. Pages on which the
    client could pay the same are ended first. The money takes the way of every payment (apply_payment.py).

    Raises:
        NotConnected: the tenant takes no online payments, or not on the account that keeps the method.
        NoSuchMethod: the invoice's client has none of that id.
        MethodEnded: the consent was withdrawn.
        NothingToPay: nothing is open.
        NotAtStripe: Stripe does not take so little, so much, or exactly that.
        OnItsWay: a payment of it waits for the bank, or others are paying at this moment.
        StripeAway: whether it was charged is not known; it will be found out.
        StripeDeclined: Stripe does not do it.
    """
    for _ in range(ROUNDS):
        async with till.database.as_tenant(command.tenant_id) as session:
            meant, in_the_way = await _meant(session, command)
        if meant is not None:
            return await _charged(till, command.tenant_id, meant)
        for page in in_the_way:
            await _end(till, command, page)
    raise OnItsWay("The client is paying this invoice at this moment.")


async def finish_charge(till: Till, tenant_id: TenantId, checkout_id: UUID) -> None:
    """
    Find out what became of a charge of which nothing was heard. Stripe is never asked to charge again.

    Raises:
        Away: Stripe does not answer; it is worth another try.
    """
    async with till.database.as_tenant(tenant_id) as session:
        checkout = await checkouts.lock_checkout(session, checkout_id)
        if checkout is None or checkout.state is not State.CREATED or checkout.method_id is None:
            return
        method = await methods.lock_method(session, checkout.method_id)
    name = ""
    with suppress(NothingThere):
        name = await till.collector.find_charge(checkout.account, method.payer, checkout.id)
    if name:
        await _look(till, tenant_id, checkout, name)
    else:
        await _failed(till, tenant_id, checkout.id, "Stripe was not reached. Nothing was charged.")


async def look_for_charge(session: Session, checkout_id: UUID, not_before: datetime | None = None) -> None:
    """Queue the look at what became of a charge."""
    ids = {"checkout_id": str(checkout_id)}
    await defer(session, FINISH_CHARGE, ids, lock=f"charge:{checkout_id}", not_before=not_before)


async def _meant(session: Session, command: ChargeMethod) -> tuple[_Meant | None, tuple[Checkout, ...]]:
    """Return the new attempt, or the pages that must end before there can be one. The invoice is locked meanwhile."""
    account = await accounts.live_account(session)
    standing = await hold_invoice(session, command.invoice_id)
    live = await checkouts.live_checkouts(session, command.invoice_id)
    amount_minor = payable_on(standing, live)
    require_chargeable(amount_minor, standing.currency)
    invoice = await documents.issued_invoice(session, command.invoice_id)
    method = await _chargeable(session, command.method_id, invoice)
    if account is None or not account.is_ready or account.account != method.account:
        raise NotConnected("This method belongs to an account that is not connected any more.")
    in_the_way = tuple(each for each in live if not each.waits)
    if in_the_way:
        return None, in_the_way
    checkout = Checkout(
        id=new_id(command.at),
        invoice_id=command.invoice_id,
        account=method.account,
        amount_minor=amount_minor,
        currency=standing.currency,
        created_at=command.at,
        expires_at=command.at + QUIET,
        method_id=method.id,
    )
    await checkouts.add_checkout(session, checkout)
    await look_for_charge(session, checkout.id, not_before=command.at + QUIET)
    await record(session, _fact(checkout, method, command))
    return _Meant(checkout, method, invoice), ()


async def _chargeable(session: Session, method_id: UUID, invoice: IssuedInvoice) -> SavedMethod:
    method = await methods.lock_method(session, method_id)
    if method.client_id != invoice.content.client_id:
        raise NoSuchMethod("There is no such saved payment method.")
    if method.state is not MethodState.KEPT:
        raise MethodEnded("The client does not let this be charged any more. Send them the pay link.")
    return method


async def _charged(till: Till, tenant_id: TenantId, meant: _Meant) -> Checkout:
    checkout = meant.checkout
    try:
        name = await till.collector.charge(meant.order)
        return await _look(till, tenant_id, checkout, name)
    except Away as error:
        raise StripeAway("Stripe does not answer. Whether this was charged will be seen here.") from error
    except (Declined, Refused) as error:
        await _failed(till, tenant_id, checkout.id, str(error))
        raise StripeDeclined(f"Stripe does not charge this: {error}") from error


async def _look(till: Till, tenant_id: TenantId, checkout: Checkout, name: str) -> Checkout:
    """Apply how a charge stands, and return its attempt."""
    await follow_object(till, FollowObject(tenant_id, checkout.account, Target(Topic.PAYMENT, name)))
    async with till.database.as_tenant(tenant_id) as session:
        return await checkouts.lock_checkout(session, checkout.id) or checkout


async def _failed(till: Till, tenant_id: TenantId, checkout_id: UUID, fault: str) -> None:
    async with till.database.as_tenant(tenant_id) as session:
        checkout = await checkouts.lock_checkout(session, checkout_id)
        if checkout is not None and checkout.state is State.CREATED:
            failed = replace(checkout, state=State.FAILED, fault=fault[:500])
            await note_checkout_state(session, checkout, failed, till.clock.now())


async def _end(till: Till, command: ChargeMethod, page: Checkout) -> None:
    """End a page on which the client could pay the same. One that was never opened is nowhere to be paid on."""
    if not page.session_id and command.at - page.created_at < QUIET:
        raise OnItsWay("The client is about to pay this invoice.")
    try:
        with suppress(Declined):
            if page.session_id:
                await expire_page(till, command.tenant_id, page)
                return
        await forget_page(till, command.tenant_id, page.id)
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error


def _fact(checkout: Checkout, method: SavedMethod, command: ChargeMethod) -> Fact:
    return Fact(
        at=command.at,
        actor=command.actor,
        action="payment.charge_requested",
        object_kind="invoice",
        object_id=checkout.invoice_id,
        detail={
            "method_id": str(method.id),
            "amount_minor": checkout.amount_minor,
            "currency": checkout.currency,
            "instrument": method.instrument,
        },
    )
