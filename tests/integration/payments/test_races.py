"""Two hands on one invoice, in a known order; and any story of payments. Races proper are in test_race_pairs.py."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoiceflow.audit.domain.anchor import Anchors
from invoiceflow.invoicing.actions.settle_invoice import NotPayable
from invoiceflow.invoicing.actions.void_invoice import HasPayments, VoidInvoice, void_invoice
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.actions.follow_object import FollowObject, follow_object
from invoiceflow.payments.actions.record_payment import record_payment
from invoiceflow.payments.actions.refund_payment import RefundPayment, refund_payment
from invoiceflow.payments.actions.reverse_payment import AlreadyReversed, ReversePayment, reverse_payment
from invoiceflow.payments.adapters.stripe import StripeCollector
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.seen import SeenPayment
from invoiceflow.payments.store import checkouts, collected
from invoiceflow.reporting.queries import books
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from payments_house import a_payment, an_invoice, ledger_of, pay, take_back
from product import House, Product
from racing import Act, at_once, in_order, somebody_waits
from till import TOTAL, Shop

ROUNDS = 8


async def test_who_voids_first_keeps_the_payment_out(product: Product) -> None:
    """A payment that waited for the voiding finds nothing to pay."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    second = await in_order(product, house, _voiding(product, invoice.id), _paying(product, invoice.id))
    assert second is NotPayable
    assert await _differences(product, house) == []


async def test_who_pays_first_keeps_the_invoice_standing(product: Product) -> None:
    """A voiding that waited for the payment finds money on the invoice."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    second = await in_order(product, house, _paying(product, invoice.id), _voiding(product, invoice.id))
    assert second is HasPayments
    assert await _differences(product, house) == []


async def test_a_payment_goes_back_once(product: Product) -> None:
    """Of two reversals at the same moment one is refused, and says why."""
    house = await product.house()
    for _ in range(ROUNDS):
        payment, _ = await pay(product, house, (await an_invoice(product, house)).id, 19040)
        back = _reversing(product, payment.id)
        outcomes = await at_once(product, house, back, back)
        assert sorted(outcomes, key=str) == [AlreadyReversed, None]
    assert await _differences(product, house) == []


STORY = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.integers(1, 40_000)),
        st.tuples(st.just("reverse"), st.integers(0, 9)),
        st.tuples(st.just("void"), st.just(0)),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(story=STORY)
async def test_any_story_keeps_the_books(product: Product, story: list[tuple[str, int]]) -> None:
    """Through the actions and the database: refused or done, nothing ever differs."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    made: list[UUID] = []
    for deed, figure in story:
        try:
            if deed == "pay":
                made.append((await pay(product, house, invoice.id, figure))[0].id)
            elif deed == "reverse" and made:
                await take_back(product, house, made[figure % len(made)])
            elif deed == "void":
                async with product.world.database.as_tenant(house.tenant_id) as session:
                    await _voiding(product, invoice.id)(session)
        except Refused:
            continue
    assert await _differences(product, house) == []


def _paying(product: Product, invoice_id: InvoiceId) -> Act:
    async def act(session: Session) -> None:
        await record_payment(session, a_payment(product, invoice_id, 19040))

    return act


def _voiding(product: Product, invoice_id: InvoiceId) -> Act:
    async def act(session: Session) -> None:
        await void_invoice(session, VoidInvoice(invoice_id, "tests", product.clock.now()))

    return act


def _reversing(product: Product, payment_id: UUID) -> Act:
    async def act(session: Session) -> None:
        await reverse_payment(session, ReversePayment(payment_id, "tests", product.clock.now()))

    return act


async def _ledger(product: Product, house: House, invoice_id: UUID) -> Counter[str]:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await ledger_of(session, invoice_id)


async def _differences(product: Product, house: House) -> list[str]:
    world = product.world
    walk = books.differences(world.database, world.files, house.tenant_id, Counter(), Anchors())
    return [fault async for fault in walk]


@pytest.mark.parametrize("beyond", [0, 1])
async def test_a_payment_waits_for_the_one_before(product: Product, beyond: int) -> None:
    """The second payer's share is counted from what the first left open."""
    house = await product.house()
    invoice = await an_invoice(product, house)

    async def rest(session: Session) -> None:
        await record_payment(session, a_payment(product, invoice.id, 9040 + beyond))

    async def part(session: Session) -> None:
        await record_payment(session, a_payment(product, invoice.id, 10000))

    assert await in_order(product, house, part, rest) is None
    ledger = await _ledger(product, house, invoice.id)
    assert (ledger["receivable"], ledger["client_credit"]) == (0, -beyond)


@dataclass(frozen=True)
class HeldUp(StripeCollector):
    """Stripe, whose answer about a payment is on its way until it is let go."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def payment(self, account: str, payment_intent: str) -> SeenPayment:
        """Return how a payment stood when the answer set out."""
        seen = await super().payment(account, payment_intent)
        self.asked.set()
        await self.let_go.wait()
        return seen


async def test_an_answer_that_was_overtaken_is_asked_for_again(shop: Shop) -> None:
    """A look that saw a dispute open, and comes to write after another has seen it lost, does not turn that back."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id), "4000000000000259")
    await shop.hear()
    await shop.hear()
    assert isinstance(shop.till.collector, StripeCollector)
    held = HeldUp(shop.till.collector.client)
    ((intent, charge),) = await shop.rows("SELECT payment_intent, charge_id FROM charges")
    look = FollowObject(shop.house.tenant_id, shop.account, Target(Topic.PAYMENT, intent))
    slow = asyncio.create_task(follow_object(replace(shop.till, collector=held), look))
    await held.asked.wait()
    ((dispute,),) = [
        [each.id]
        for each in shop.client.v1.disputes.list({"charge": charge}, {"stripe_account": shop.account}).data
    ]
    await shop.press("dispute.lose", dispute)
    shop.product.clock.advance(timedelta(seconds=1))
    await follow_object(shop.till, look)
    held.let_go.set()
    await slow
    assert await shop.rows("SELECT dispute_status FROM charges") == [("lost",)]
    assert await shop.rows("SELECT status, paid_minor FROM invoices") == [("issued", 0)]
    assert await shop.differences() == []


async def test_a_refund_begins_where_applying_does(shop: Shop) -> None:
    """Whoever applies a payment holds its checkout first; a refund waits there with nothing that the other needs."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    ((payment_id, checkout_id),) = await shop.rows("SELECT payment_id, checkout_id FROM charges")
    at = shop.product.clock.now()
    command = RefundPayment(
        shop.house.tenant_id, payment_id, new_id(at), 1_00, reason="", actor="tests", at=at
    )
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        await checkouts.lock_checkout(session, checkout_id)
        refund = asyncio.create_task(refund_payment(shop.till, command))
        await asyncio.wait_for(somebody_waits(shop.product), 10)
        await collected.lock_collected(session, payment_id)
    await refund
    assert await shop.rows("SELECT sum(amount_minor)::bigint FROM payments") == [(TOTAL - 1_00,)]
