"""Open a page at Stripe on which a client pays exactly what is open, and end those on which something else is paid."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from invoiceflow.invoicing.actions.hold_invoice import hold_invoice
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.events import InvoiceVoided
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.connect_account import NotConnected, StripeAway, StripeDeclined
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_session
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.events import PaymentRecorded, PaymentReversed
from invoiceflow.payments.ports import Away, Declined, NothingThere, Order
from invoiceflow.payments.store import accounts, checkouts
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.queue import defer

END_CHECKOUTS: Final = "payments.end_checkouts"
LASTS: Final = timedelta(hours=24)
SPARE: Final = timedelta(minutes=30)
"""A page that ends sooner is not offered again."""


class NothingToPay(Refused):
    """Nothing is open on the invoice."""

    code = "checkout.nothing_to_pay"


class OnItsWay(Refused):
    """The client has paid, and the bank has not answered yet."""

    code = "checkout.on_its_way"


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """What is paid, how Stripe calls it to the client, and where it leads back to."""

    tenant_id: TenantId
    invoice_id: InvoiceId
    title: str
    email: str
    language: str
    url: str
    at: datetime


async def open_checkout(till: Till, command: OpenCheckout) -> str:
    """
    Return the address of a page on which the open amount is paid, as it is at this moment.

    Written down before Stripe is asked; the checkout's id is the key by which Stripe opens it once. Whoever asks again
    for the same amount gets the same page, so that it is paid once.

    Raises:
        NotConnected: the tenant takes no online payments.
        NothingToPay: nothing is open.
        OnItsWay: a payment of it waits for the bank.
        StripeAway, StripeDeclined: it was not opened.
    """
    async with till.database.as_tenant(command.tenant_id) as session:
        checkout = await _meant(session, command)
    if checkout.url:
        return checkout.url
    try:
        seen = await till.collector.open_session(_order(checkout, command))
    except Away as error:
        raise StripeAway("The page to pay on does not open at the moment. Try again in a minute.") from error
    except (Declined, Refused) as error:
        async with till.database.as_tenant(command.tenant_id) as session:
            await _refused(session, checkout.id, str(error), till.clock.now())
        raise StripeDeclined("This invoice cannot be paid online.") from error
    follow = FollowObject(command.tenant_id, checkout.account, Target(Topic.SESSION, seen.id))
    await follow_session(till, follow, seen)
    return seen.url


async def _meant(session: Session, command: OpenCheckout) -> Checkout:
    """Return the checkout to open, or one that is open. The invoice stays locked meanwhile."""
    account = await accounts.live_account(session)
    if account is None or not account.is_ready:
        raise NotConnected("This invoice cannot be paid online.")
    standing = await hold_invoice(session, command.invoice_id)
    live = await checkouts.live_checkouts(session, command.invoice_id)
    waiting_minor = sum(each.amount_minor for each in live if each.state is State.PENDING)
    due_minor = standing.settlement.due_minor - waiting_minor
    if waiting_minor and due_minor <= 0:
        raise OnItsWay("A payment of this invoice is on its way.")
    if due_minor <= 0 or standing.settlement.status is Status.DRAFT:
        raise NothingToPay("Nothing is open on this invoice.")
    for each in live:
        fits = (each.amount_minor, each.account) == (due_minor, account.account)
        if fits and each.state is not State.PENDING and each.expires_at - command.at > SPARE:
            return each
    checkout = Checkout(
        id=new_id(command.at),
        invoice_id=command.invoice_id,
        account=account.account,
        amount_minor=due_minor,
        currency=standing.currency,
        state=State.CREATED,
        session_id="",
        payment_intent="",
        url="",
        created_at=command.at,
        expires_at=command.at + LASTS,
    )
    await checkouts.add_checkout(session, checkout)
    return checkout


def _order(checkout: Checkout, command: OpenCheckout) -> Order:
    return Order(
        checkout_id=checkout.id,
        account=checkout.account,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        title=command.title,
        email=command.email,
        language=command.language,
        success_url=f"{command.url}?paid={checkout.id}",
        cancel_url=command.url,
    )


async def _refused(session: Session, checkout_id: UUID, fault: str, at: datetime) -> None:
    checkout = await checkouts.lock_checkout(session, checkout_id)
    if checkout is not None and checkout.state is State.CREATED:
        refused = replace(checkout, state=State.REFUSED, fault=fault[:500])
        await checkouts.save_checkout(session, refused, at)


async def refuse_while_on_its_way(session: Session, event: InvoiceVoided) -> None:
    """
    Keep an invoice from being voided while a client's bank is about to pay it: a reaction, in the same transaction.

    Raises:
        OnItsWay: one is.
    """
    live = await checkouts.live_checkouts(session, event.invoice_id)
    if any(each.state is State.PENDING for each in live):
        raise OnItsWay(
            "A payment of this invoice is on its way. Void the invoice once the bank has answered."
        )


async def end_outdated(session: Session, event: InvoiceVoided | PaymentRecorded | PaymentReversed) -> None:
    """Have pages ended on which a client would pay something else than is open from now on: a reaction."""
    if await checkouts.live_checkouts(session, event.invoice_id):
        await defer(session, END_CHECKOUTS, {"invoice_id": str(event.invoice_id)})


async def end_checkouts(till: Till, tenant_id: TenantId, invoice_id: InvoiceId) -> None:
    """
    End the pages on which something else would be paid than is open now. Safe to run twice.

    Where a client was quicker, their payment is applied.

    Raises:
        Away: Stripe does not answer; it is worth another try.
    """
    async with till.database.as_tenant(tenant_id) as session:
        ending = await _outdated(session, invoice_id)
    for each in ending:
        try:
            seen = await till.collector.expire_session(each.account, each.session_id)
        except NothingThere:
            continue
        follow = FollowObject(tenant_id, each.account, Target(Topic.SESSION, seen.id))
        await follow_session(till, follow, seen)


async def _outdated(session: Session, invoice_id: InvoiceId) -> list[Checkout]:
    standing = await hold_invoice(session, invoice_id)
    live = await checkouts.live_checkouts(session, invoice_id)
    waiting_minor = sum(each.amount_minor for each in live if each.state is State.PENDING)
    due_minor = standing.settlement.due_minor - waiting_minor
    return [each for each in live if each.state is State.OPEN and each.amount_minor != due_minor]
