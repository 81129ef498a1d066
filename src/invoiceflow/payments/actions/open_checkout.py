"""Open a page at Stripe on which a client pays exactly what is open, and end those on which something else is paid."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from invoiceflow.invoicing.actions.hold_invoice import HeldInvoice, hold_invoice
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

ROUNDS: Final = 4
"""How often pages in the way are ended before it is said that others are paying."""


class NothingToPay(Refused):
    """Nothing is open on the invoice."""

    code = "checkout.nothing_to_pay"


class OnItsWay(Refused):
    """The client has paid, and the bank has not answered yet."""

    code = "checkout.on_its_way"


class NotThisPart(Refused):
    """The amount is more than is open, or less than the tenant takes at once."""

    code = "checkout.not_this_part"


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """
    What is paid, how Stripe calls it to the client, and where it leads back to.

    ``amount_minor`` is a part, all that is open unless it is given.
    """

    tenant_id: TenantId
    invoice_id: InvoiceId
    title: str
    email: str
    language: str
    url: str
    at: datetime
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """The checkout to pay on, or those that must end before there can be one."""

    checkout: Checkout | None = None
    in_the_way: tuple[Checkout, ...] = ()


async def open_checkout(till: Till, command: OpenCheckout) -> str:
    """
    Return the address of a page on which an amount is paid: all that is open at this moment, or a part of it.

    Written down before Stripe is asked; the checkout's id is the key by which Stripe opens it once. Whoever asks again
    for the same amount gets the same page, so that it is paid once. Pages on which together more would be paid than is
    open are ended first, at Stripe, which decides whether somebody was quicker.

    Raises:
        NotConnected: the tenant takes no online payments.
        NothingToPay: nothing is open.
        NotThisPart: the amount is no part that may be paid.
        OnItsWay: a payment of it waits for the bank, or others are paying at this moment.
        StripeAway, StripeDeclined: it was not opened.
    """
    for _ in range(ROUNDS):
        async with till.database.as_tenant(command.tenant_id) as session:
            found = await _meant(session, command)
        if found.checkout is not None:
            return found.checkout.url or await _opened(till, found.checkout, command)
        for each in found.in_the_way:
            await _end(till, each, command)
    raise OnItsWay("Somebody else is paying this invoice.")


async def _opened(till: Till, checkout: Checkout, command: OpenCheckout) -> str:
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


async def _end(till: Till, checkout: Checkout, command: OpenCheckout) -> None:
    """End a page in favour of another. One that is just being opened is opened first, by its key, to have a name."""
    try:
        if not checkout.session_id:
            await _opened(till, checkout, command)
        else:
            await _expire(till, command.tenant_id, checkout)
    except (Declined, StripeDeclined):
        async with till.database.as_tenant(command.tenant_id) as session:
            await _closed(session, checkout.id, till.clock.now())
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error


async def _meant(session: Session, command: OpenCheckout) -> _Found:
    """Return the checkout to open, or one that is open. The invoice stays locked meanwhile."""
    account = await accounts.live_account(session)
    if account is None or not account.is_ready:
        raise NotConnected("This invoice cannot be paid online.")
    standing = await hold_invoice(session, command.invoice_id)
    live = await checkouts.live_checkouts(session, command.invoice_id)
    payable_minor = _payable(standing, live)
    amount_minor = payable_minor if command.amount_minor is None else command.amount_minor
    if not account.least_of(payable_minor, standing.currency) <= amount_minor <= payable_minor:
        raise NotThisPart("This amount cannot be paid at once.")
    open_ = [each for each in live if each.state is not State.PENDING]
    for each in open_:
        fits = (each.amount_minor, each.account) == (amount_minor, account.account)
        if fits and each.expires_at - command.at > SPARE:
            return _Found(each)
    if sum(each.amount_minor for each in open_) + amount_minor > payable_minor:
        return _Found(in_the_way=tuple(open_))
    checkout = Checkout(
        id=new_id(command.at),
        invoice_id=command.invoice_id,
        account=account.account,
        amount_minor=amount_minor,
        currency=standing.currency,
        state=State.CREATED,
        session_id="",
        payment_intent="",
        url="",
        created_at=command.at,
        expires_at=command.at + LASTS,
    )
    await checkouts.add_checkout(session, checkout)
    return _Found(checkout)


def _payable(standing: HeldInvoice, live: Iterable[Checkout]) -> int:
    """Return what can be paid: what is open, less what is on its way. Raises where that is nothing."""
    waiting_minor = sum(each.amount_minor for each in live if each.state is State.PENDING)
    payable_minor = standing.settlement.due_minor - waiting_minor
    if payable_minor > 0 and standing.settlement.status is not Status.DRAFT:
        return payable_minor
    if waiting_minor:
        raise OnItsWay("A payment of this invoice is on its way.")
    raise NothingToPay("Nothing is open on this invoice.")


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


async def _closed(session: Session, checkout_id: UUID, at: datetime) -> None:
    """Count on a page no more that Stripe knows nothing of, or keeps from us. Money that comes by it still counts."""
    checkout = await checkouts.lock_checkout(session, checkout_id)
    if checkout is not None and checkout.state in (State.CREATED, State.OPEN):
        await checkouts.save_checkout(session, checkout.moved(State.EXPIRED), at)


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
        with suppress(NothingThere):
            await _expire(till, tenant_id, each)


async def _expire(till: Till, tenant_id: TenantId, checkout: Checkout) -> None:
    seen = await till.collector.expire_session(checkout.account, checkout.session_id)
    follow = FollowObject(tenant_id, checkout.account, Target(Topic.SESSION, seen.id))
    await follow_session(till, follow, seen)


async def _outdated(session: Session, invoice_id: InvoiceId) -> list[Checkout]:
    """Return open pages: all where together more would be paid than is open, else those of no part that is allowed."""
    account = await accounts.live_account(session)
    standing = await hold_invoice(session, invoice_id)
    live = await checkouts.live_checkouts(session, invoice_id)
    waiting_minor = sum(each.amount_minor for each in live if each.state is State.PENDING)
    payable_minor = standing.settlement.due_minor - waiting_minor
    open_ = [each for each in live if each.state is State.OPEN]
    if account is None or sum(each.amount_minor for each in open_) > payable_minor:
        return open_
    least_minor = account.least_of(payable_minor, standing.currency)
    return [each for each in open_ if each.amount_minor < least_minor]
