"""End pages on which something else would be paid than is open; and what an invoice still can be paid."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final
from uuid import UUID

from invoiceflow.invoicing.actions.hold_invoice import HeldInvoice, hold_invoice
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.events import InvoiceVoided
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_session
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.provider_amounts import least_chargeable
from invoiceflow.payments.domain.seen import SessionStatus
from invoiceflow.payments.events import PaymentRecorded, PaymentReversed
from invoiceflow.payments.ports import NothingThere
from invoiceflow.payments.store import accounts, checkouts
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer

END_CHECKOUTS: Final = "payments.end_checkouts"


class NothingToPay(Refused):
    """Nothing is open on the invoice."""

    code = "checkout.nothing_to_pay"


class OnItsWay(Refused):
    """The client has paid, and the bank has not answered yet."""

    code = "checkout.on_its_way"


def payable_on(standing: HeldInvoice, live: Iterable[Checkout]) -> int:
    """
    Return what of an invoice can be paid: what is open, less what is on its way.

    Raises:
        OnItsWay, NothingToPay: that is nothing.
    """
    waiting_minor = sum(each.amount_minor for each in live if each.waits)
    payable_minor = standing.settlement.due_minor - waiting_minor
    if payable_minor > 0 and standing.settlement.status is not Status.DRAFT:
        return payable_minor
    if waiting_minor:
        raise OnItsWay("A payment of this invoice is on its way.")
    raise NothingToPay("Nothing is open on this invoice.")


def is_payable_rest(payable_minor: int, open_: Iterable[Checkout], currency: str) -> bool:
    """Return whether nothing is left once all open pages are paid, or what Stripe still charges."""
    rest_minor = payable_minor - sum(each.amount_minor for each in open_)
    return rest_minor == 0 or rest_minor >= least_chargeable(currency)


async def forget_page(till: Till, tenant_id: TenantId, checkout_id: UUID) -> None:
    """Count on a page no more that Stripe knows nothing of, or keeps from us. Money that comes by it still counts."""
    async with till.database.as_tenant(tenant_id) as session:
        checkout = await checkouts.lock_checkout(session, checkout_id)
        if checkout is not None and checkout.state in (State.CREATED, State.OPEN):
            await checkouts.save_checkout(session, checkout.moved(State.EXPIRED), till.clock.now())


async def refuse_while_on_its_way(session: Session, event: InvoiceVoided) -> None:
    """
    Keep an invoice from being voided while a client's bank is about to pay it: a reaction, in the same transaction.

    Raises:
        OnItsWay: one is.
    """
    live = await checkouts.live_checkouts(session, event.invoice_id)
    if any(each.waits for each in live):
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
        standing = await hold_invoice(session, invoice_id)
        ending = await _outdated(session, invoice_id, standing)
    for each in ending:
        with suppress(NothingThere):
            await expire_page(till, tenant_id, each, is_settled=standing.settlement.status is Status.PAID)


async def expire_page(
    till: Till, tenant_id: TenantId, checkout: Checkout, *, is_settled: bool = False
) -> None:
    """
    End a page at Stripe, and apply how it stands then: the client may have been quicker.

    Of a mirror Stripe is told whether its invoice ``is_settled`` without it.
    """
    account, name = checkout.account, checkout.session_id
    if checkout.way is Way.CHECKOUT:
        topic, seen = Topic.SESSION, await till.collector.expire_session(account, name)
    else:
        topic, seen = Topic.INVOICE, (await till.mirrors.end(account, name, is_settled=is_settled)).page
    if seen.status == SessionStatus.DRAFT:  # which is deleted: nobody has seen it
        await forget_page(till, tenant_id, checkout.id)
        return
    await follow_session(till, FollowObject(tenant_id, account, Target(topic, seen.id)), seen)


async def _outdated(session: Session, invoice_id: InvoiceId, standing: HeldInvoice) -> list[Checkout]:
    """Return open pages: all where together they leave no rest that can be paid, else those of no part that may be."""
    account = await accounts.live_account(session)
    live = await checkouts.live_checkouts(session, invoice_id)
    payable_minor = standing.settlement.due_minor - sum(each.amount_minor for each in live if each.waits)
    open_ = [each for each in live if each.state is State.OPEN]
    if account is None or not is_payable_rest(payable_minor, open_, standing.currency):
        return open_
    return [each for each in open_ if not account.takes(each.amount_minor, payable_minor, standing.currency)]
