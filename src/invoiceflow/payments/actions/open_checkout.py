"""Open a page at Stripe on which a client pays exactly what is open, and end those on which something else is paid."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from invoiceflow.invoicing.actions.hold_invoice import HeldInvoice, hold_invoice
from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.connect_account import NotConnected, StripeAway, StripeDeclined
from invoiceflow.payments.actions.end_checkouts import (
    NothingToPay,
    OnItsWay,
    end_checkouts,
    expire_page,
    forget_page,
    is_payable_rest,
    payable_on,
)
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_session
from invoiceflow.payments.actions.make_mirror import make_mirror, note_unchargeable, note_unmirrored
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.mirror import Mirror, Way
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.domain.provider_amounts import NotAtStripe, require_chargeable
from invoiceflow.payments.domain.saved_method import Consent, MethodState, SavedMethod
from invoiceflow.payments.domain.seen import SeenSession
from invoiceflow.payments.ports import Away, Declined, MirrorOrder, NewPayer, Order
from invoiceflow.payments.store import accounts, checkouts, methods
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id

LASTS: Final = timedelta(hours=24)
SPARE: Final = timedelta(minutes=30)
"""A page that ends sooner is not offered again."""

ROUNDS: Final = 4
"""How often pages in the way are ended before it is said that others are paying."""


class NotThisPart(Refused):
    """The amount is more than is open, less than the tenant takes at once, or leaves what Stripe does not charge."""

    code = "checkout.not_this_part"


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """
    What is paid, how Stripe calls it to the client, and where it leads back to.

    ``amount_minor`` is a part, all that is open unless it is given. With a ``consent`` what the client pays with
    is kept for later invoices, under their ``name``. ``mirror`` is what Stripe's invoice would say, and ``only`` opens
    nothing but a page of that way.
    """

    tenant_id: TenantId
    invoice_id: InvoiceId
    title: str
    email: str
    language: str
    url: str
    at: datetime
    mirror: Mirror
    amount_minor: int | None = None
    name: str = ""
    consent: Consent | None = None
    only: Way | None = None


Asks = Callable[[TenantId, InvoiceId], Awaitable[OpenCheckout]]
"""Where it is decided how Stripe's pages call an invoice to its client, and what a mirror says of it."""


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
    open, or what is left is less than Stripe charges, are ended first, at Stripe, which decides whether somebody was
    quicker.

    Raises:
        NotConnected: the tenant takes no online payments.
        NothingToPay: nothing is open.
        NotThisPart: the amount is no part that may be paid.
        NotAtStripe: Stripe does not take so little, so much, or exactly that.
        OnItsWay: a payment of it waits for the bank, or others are paying at this moment.
        StripeAway, StripeDeclined: it was not opened.
    """
    try:
        for _ in range(ROUNDS):
            if url := await _offered(till, command):
                return url
    except Away as error:
        raise StripeAway("The page to pay on does not open at the moment. Try again in a minute.") from error
    raise OnItsWay("Somebody else is paying this invoice.")


async def mirror_invoice(till: Till, command: OpenCheckout) -> None:
    """
    Have the mirror of an invoice made before its client asks for it, unless it is not paid by one. Safe to run twice.

    Where Stripe takes no such amount, that is told.

    Raises:
        StripeAway: it is worth another try.
    """
    try:
        with suppress(NotConnected, NothingToPay, NotThisPart, OnItsWay):
            await open_checkout(till, replace(command, only=Way.INVOICE))
    except NotAtStripe as error:
        await note_unchargeable(till, command.tenant_id, command.invoice_id, str(error))


async def _offered(till: Till, command: OpenCheckout) -> str:
    """Return the address of the page; empty where something was in its way, which is not any more."""
    async with till.database.as_tenant(command.tenant_id) as session:
        found = await _meant(session, command)
    for each in found.in_the_way:
        await _end(till, each, command)
    if found.checkout is None:
        return ""
    return found.checkout.url or await _opened(till, found.checkout, command)


async def _opened(till: Till, checkout: Checkout, command: OpenCheckout) -> str:
    """Open a page at Stripe, and end it again where it is outdated by now. Empty where Stripe makes no mirror of it."""
    try:
        topic, seen = await _at_stripe(till, checkout, command)
    except (Declined, Refused) as error:
        async with till.database.as_tenant(command.tenant_id) as session:
            await _refused(session, checkout.id, str(error), till.clock.now())
        if checkout.way is Way.INVOICE:
            return ""
        raise StripeDeclined("This invoice cannot be paid online.") from error
    follow = FollowObject(command.tenant_id, checkout.account, Target(topic, seen.id))
    await follow_session(till, follow, seen)
    await end_checkouts(till, command.tenant_id, command.invoice_id)
    return seen.url


async def _at_stripe(till: Till, checkout: Checkout, command: OpenCheckout) -> tuple[Topic, SeenSession]:
    if checkout.way is Way.CHECKOUT:
        payer = await _payer(till, checkout, command) if checkout.saves else ""
        return Topic.SESSION, await till.collector.open_session(_order(checkout, command, payer))
    ordered = MirrorOrder(
        checkout_id=checkout.id,
        account=checkout.account,
        currency=checkout.currency,
        title=command.title,
        language=command.language,
        made_at=checkout.created_at,
        mirror=command.mirror,
    )
    seen = await make_mirror(till, command.tenant_id, checkout, ordered)
    return Topic.INVOICE, seen.page


async def _end(till: Till, checkout: Checkout, command: OpenCheckout) -> None:
    """End a page in favour of another. One that is just being opened is opened first, by its key, to have a name."""
    try:
        if not checkout.session_id:
            await _opened(till, checkout, command)
        else:
            await expire_page(till, command.tenant_id, checkout)
    except (Declined, StripeDeclined):
        await forget_page(till, command.tenant_id, checkout.id)


async def _meant(session: Session, command: OpenCheckout) -> _Found:
    """Return the checkout to open, or one that is open. The invoice stays locked meanwhile."""
    account = await accounts.live_account(session)
    if account is None or not account.is_ready:
        raise NotConnected("This invoice cannot be paid online.")
    standing = await hold_invoice(session, command.invoice_id)
    live = await checkouts.live_checkouts(session, command.invoice_id)
    payable_minor = payable_on(standing, live)
    amount_minor = payable_minor if command.amount_minor is None else command.amount_minor
    if not account.takes(amount_minor, payable_minor, standing.currency):
        raise NotThisPart("This amount cannot be paid at once.")
    require_chargeable(amount_minor, standing.currency)
    open_ = [each for each in live if not each.waits]
    way = await _way(session, account, standing, command, amount_minor)
    wanted = (amount_minor, account.account, command.consent is not None, way)
    for each in open_:
        fits = (each.amount_minor, each.account, each.saves, each.way) == wanted
        if fits and (each.expires_at is None or each.expires_at - command.at > SPARE):
            return _Found(each)
    if not is_payable_rest(payable_minor - amount_minor, open_, standing.currency):
        return _Found(in_the_way=tuple(open_))
    checkout = Checkout(
        id=new_id(command.at),
        invoice_id=command.invoice_id,
        account=account.account,
        amount_minor=amount_minor,
        currency=standing.currency,
        created_at=command.at,
        expires_at=command.at + LASTS if way is Way.CHECKOUT else None,
        saves=command.consent is not None,
        way=way,
    )
    await checkouts.add_checkout(session, checkout)
    if command.consent is not None:
        await _agreed(session, checkout, command.consent, command.at)
    return _Found(checkout)


async def _way(
    session: Session, account: PaymentAccount, standing: HeldInvoice, command: OpenCheckout, amount_minor: int
) -> Way:
    """
    Return where an amount is paid: only a whole invoice, of which nothing was paid or is to be kept, has a mirror.

    Raises:
        NothingToPay: that is not ``only`` where it was asked for.
    """
    is_whole = amount_minor == standing.settlement.total_minor
    may_be = account.way is Way.INVOICE and is_whole and command.consent is None
    is_mirrored = may_be and not await checkouts.is_unmirrorable(session, command.invoice_id)
    way = Way.INVOICE if is_mirrored else Way.CHECKOUT
    if command.only not in (None, way):
        raise NothingToPay("All of this invoice is not paid in that way.")
    return way


async def _agreed(session: Session, checkout: Checkout, consent: Consent, at: datetime) -> None:
    """Write down what the client agreed to, word by word, before Stripe hears of it."""
    client_id = (await documents.issued_invoice(session, checkout.invoice_id)).content.client_id
    if client_id is None:
        raise AssertionError("an issued invoice is somebody's")
    method = SavedMethod(
        id=new_id(at),
        client_id=client_id,
        checkout_id=checkout.id,
        account=checkout.account,
        payer=await methods.payer_of(session, client_id, checkout.account),
        payment_method="",
        instrument="",
        state=MethodState.AGREED,
        consent_version=consent.version,
        consent_language=consent.language,
        consent_words=consent.words,
        agreed_at=at,
    )
    await methods.add_method(session, method)


async def _payer(till: Till, checkout: Checkout, command: OpenCheckout) -> str:
    """Return by which name Stripe is to keep what the client pays with; empty where they did not agree to that."""
    async with till.database.as_tenant(command.tenant_id) as session:
        method = await methods.method_of_checkout(session, checkout.id)
    if method is None or method.payer:
        return method.payer if method else ""
    wanted = NewPayer(method.id, checkout.account, command.name, command.email)
    payer = await till.collector.open_payer(wanted)
    async with till.database.as_tenant(command.tenant_id) as session:
        method = await methods.method_of_checkout(session, checkout.id)
        if method is not None:
            await methods.save_method(session, replace(method, payer=payer))
    return payer


def _order(checkout: Checkout, command: OpenCheckout, payer: str) -> Order:
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
        payer=payer,
    )


async def _refused(session: Session, checkout_id: UUID, fault: str, at: datetime) -> None:
    checkout = await checkouts.lock_checkout(session, checkout_id)
    if checkout is not None and checkout.state is State.CREATED:
        refused = replace(checkout, state=State.REFUSED, fault=fault[:500])
        await checkouts.save_checkout(session, refused, at)
        if checkout.way is Way.INVOICE:
            await note_unmirrored(session, refused, at)
