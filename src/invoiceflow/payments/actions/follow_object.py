"""Ask Stripe how an object stands, and apply it. What cannot be applied is parked, in view, until it can."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.kernel.errors import Expected, Refused
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.actions.apply_payment import (
    ApplyPayment,
    NoSuchCheckout,
    NotOurs,
    Overtaken,
    apply_payment,
)
from invoiceflow.payments.actions.lose_method import lose_method
from invoiceflow.payments.actions.note_checkout import note_checkout
from invoiceflow.payments.actions.note_payout import NotePayout, note_payout
from invoiceflow.payments.domain.checkout import Checkout, OtherThanAgreed
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.seen import SeenPayment, SeenSession, SessionStatus
from invoiceflow.payments.ports import Away, Collector, Declined, Mirrors, NothingThere
from invoiceflow.payments.store import accounts, checkouts, inbox, methods
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.live import announce

_LOOKS: Final = 5
"""So often Stripe is asked about a payment anew where others look at it, too, before that is left for later."""

Follower = Callable[[TenantId], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Till:
    """
    What it takes to collect money: the database, Stripe, and the time.

    ``followers`` look at what belongs to other slices, by topic.
    """

    database: Database
    collector: Collector
    mirrors: Mirrors
    clock: Clock
    followers: Mapping[Topic, Follower] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowObject:
    """What is looked at, on which account of which tenant."""

    tenant_id: TenantId
    account: str
    target: Target


async def follow_object(till: Till, command: FollowObject) -> None:
    """
    Look at an object at Stripe, and bring what we know of it to where it stands.

    Raises:
        Away: Stripe does not answer; it is worth another try.
    """
    asked_at = till.clock.now()
    try:
        await _follow(till, command)
    except NotOurs:
        await _close(till, command, asked_at)
    except (Expected, Declined) as refusal:
        await _park(till, command, refusal, asked_at)
    else:
        await _close(till, command, asked_at)


async def _follow(till: Till, command: FollowObject) -> None:
    topic = command.target.topic
    if topic in _FOLLOW:
        await _FOLLOW[topic](till, command)
    elif topic in till.followers:
        await till.followers[topic](command.tenant_id)
    else:
        raise NotOurs("Nothing here follows that.")


async def _session(till: Till, command: FollowObject) -> None:
    await follow_session(till, command, await till.collector.session(command.account, command.target.id))


async def follow_session(till: Till, command: FollowObject, seen: SeenSession) -> None:
    """Apply how a page to pay on stands, and then its payment."""
    async with till.database.as_tenant(command.tenant_id) as session:
        checkout = await _locked(session, command.account, seen)
        await note_checkout(session, checkout, seen, till.clock.now())
    if seen.payment_intent:
        await _payment(till, command, seen.payment_intent)


async def _locked(session: Session, account: str, seen: SeenSession) -> Checkout:
    if seen.checkout_id is None:
        raise NotOurs("This session belongs to no invoice here.")
    checkout = await checkouts.lock_checkout(session, seen.checkout_id)
    if checkout is None:
        raise NoSuchCheckout("Stripe names a checkout that does not exist here.")
    if checkout.account != account:
        raise OtherThanAgreed("The session is on another account than the checkout's.")
    return checkout


async def _invoice(till: Till, command: FollowObject) -> None:
    """Look at a mirror. One whose debit was taken back is ended before it is called failed, so that none pays on it."""
    account, name = command.account, command.target.id
    try:
        seen = await till.mirrors.invoice(account, name)
    except NothingThere:
        raise NotOurs("This draft was deleted.") from None
    if seen.page.checkout_id is None:
        raise NotOurs("This invoice at Stripe is no mirror of one here.")
    if seen.page.status == SessionStatus.DRAFT:
        return
    if seen.page.has_failed and seen.is_payable:
        seen = await till.mirrors.end(account, name, is_settled=False)
    await follow_session(till, command, seen.page)


async def _payment(till: Till, command: FollowObject, payment_intent: str = "") -> None:
    name = payment_intent or command.target.id
    await _looked(till, command, lambda: till.collector.payment(command.account, name))


async def _warning(till: Till, command: FollowObject) -> None:
    """Look at a warning, and at its payment as well: the warning may be heard of first."""

    async def look() -> SeenPayment:
        warning = await till.collector.fraud_warning(command.account, command.target.id)
        if not warning.payment_intent:
            raise NotOurs("This warning is about no payment of a checkout.")
        seen = await till.collector.payment(command.account, warning.payment_intent)
        return replace(seen, warnings=(warning,))

    await _looked(till, command, look)


async def _looked(till: Till, command: FollowObject, look: Callable[[], Awaitable[SeenPayment]]) -> None:
    """Look at a payment and apply it, anew where somebody else was quicker."""
    asked_at = till.clock.now()
    for _ in range(_LOOKS):
        seen = await look()
        try:
            refusals = await _apply(till, command, seen, asked_at)
        except Overtaken as overtaken:
            # From here on whatever is written after that look, by whichever clock.
            asked_at = overtaken.confirmed_at
        else:
            break
    else:
        raise Away("others looked at the same payment again and again")
    # Raised here, since what could be written is committed.
    for refusal in refusals:
        raise refusal


async def _apply(
    till: Till, command: FollowObject, seen: SeenPayment, asked_at: datetime
) -> Sequence[Refused]:
    async with till.database.as_tenant(command.tenant_id) as session:
        return await apply_payment(session, ApplyPayment(command.account, seen, asked_at, till.clock.now()))


async def _payout(till: Till, command: FollowObject) -> None:
    asked_at = till.clock.now()
    seen = await till.collector.payout(command.account, command.target.id)
    async with till.database.as_tenant(command.tenant_id) as session:
        await note_payout(session, NotePayout(command.account, seen, asked_at, till.clock.now()))
        await announce(session, "payment_account", UUID(int=0))


async def _method(till: Till, command: FollowObject) -> None:
    account, name = command.account, command.target.id
    is_kept = await till.collector.is_kept(account, name)
    async with till.database.as_tenant(command.tenant_id) as session:
        method = await methods.method_named(session, account, name)
        if method is None:
            raise NotOurs("No client has let this method be kept.")
        if not is_kept:
            await lose_method(session, method, till.clock.now())


async def _account(till: Till, command: FollowObject) -> None:
    seen = await till.collector.account(command.account)
    async with till.database.as_tenant(command.tenant_id) as session:
        known = await accounts.account_named(session, command.account)
        if known is None:
            raise NotOurs("This account is none of the tenant's.")
        await accounts.save_account(session, known.as_seen(seen, till.clock.now()))
        await announce(session, "payment_account", known.id)


_FOLLOW = {
    Topic.SESSION: _session,
    Topic.INVOICE: _invoice,
    Topic.PAYMENT: _payment,
    Topic.ACCOUNT: _account,
    Topic.WARNING: _warning,
    Topic.PAYOUT: _payout,
    Topic.METHOD: _method,
}


async def _close(till: Till, command: FollowObject, asked_at: datetime) -> None:
    async with till.database.as_tenant(command.tenant_id) as session:
        await inbox.unpark(session, command.account, command.target)
        await inbox.mark_handled(session, command.target, asked_at, till.clock.now())


async def _park(till: Till, command: FollowObject, refusal: Expected | Declined, asked_at: datetime) -> None:
    code = refusal.code if isinstance(refusal, Expected) else "stripe.declined"
    at = till.clock.now()
    async with till.database.as_tenant(command.tenant_id) as session:
        await inbox.park(session, command.account, command.target, code=code, reason=str(refusal), at=at)
        await inbox.mark_handled(session, command.target, asked_at, at)
        await announce(session, "payment_account", UUID(int=0))
