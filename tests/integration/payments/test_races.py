"""Two hands on one invoice: whoever comes first, the outcome is one that could have happened one after the other."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from invoiceflow.audit.domain.anchor import Anchors
from invoiceflow.invoicing.actions.settle_invoice import NotPayable
from invoiceflow.invoicing.actions.void_invoice import HasPayments, VoidInvoice, void_invoice
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.actions.record_payment import record_payment
from invoiceflow.payments.actions.reverse_payment import AlreadyReversed, ReversePayment, reverse_payment
from invoiceflow.reporting.queries import books
from invoiceflow.runtime.database import Session
from payments_house import a_payment, an_invoice, ledger_of, pay, take_back
from product import House, Product

Act = Callable[[Session], Awaitable[object]]

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
ROUNDS = 8


async def test_two_payers_both_count(product: Product) -> None:
    """Each pays the whole: one payment settles the invoice, the other is the client's credit, none is lost."""
    house = await product.house()
    for _ in range(ROUNDS):
        invoice = await an_invoice(product, house)
        outcomes = await _at_once(product, house, _paying(product, invoice.id), _paying(product, invoice.id))
        assert outcomes == [None, None]
        ledger = await _ledger(product, house, invoice.id)
        assert (ledger["bank"], ledger["receivable"], ledger["client_credit"]) == (2 * 19040, 0, -19040)
    assert await _differences(product, house) == []


async def test_a_payment_and_voiding_exclude_each_other(product: Product) -> None:
    """At once, exactly one of them happens."""
    house = await product.house()
    for _ in range(ROUNDS):
        invoice = await an_invoice(product, house)
        outcomes = await _at_once(product, house, _paying(product, invoice.id), _voiding(product, invoice.id))
        assert outcomes in ([None, HasPayments], [NotPayable, None])
    assert await _differences(product, house) == []


async def test_who_voids_first_keeps_the_payment_out(product: Product) -> None:
    """A payment that waited for the voiding finds nothing to pay."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    second = await _in_order(product, house, _voiding(product, invoice.id), _paying(product, invoice.id))
    assert second is NotPayable
    assert await _differences(product, house) == []


async def test_who_pays_first_keeps_the_invoice_standing(product: Product) -> None:
    """A voiding that waited for the payment finds money on the invoice."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    second = await _in_order(product, house, _paying(product, invoice.id), _voiding(product, invoice.id))
    assert second is HasPayments
    assert await _differences(product, house) == []


async def test_a_payment_goes_back_once(product: Product) -> None:
    """Of two reversals at the same moment one is refused, and says why."""
    house = await product.house()
    for _ in range(ROUNDS):
        payment, _ = await pay(product, house, (await an_invoice(product, house)).id, 19040)
        back = _reversing(product, payment.id)
        outcomes = await _at_once(product, house, back, back)
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


async def _at_once(product: Product, house: House, *acts: Act) -> list[type[Refused] | None]:
    """Start each in a transaction of its own, from one line; return who was refused, and how."""
    line = asyncio.Barrier(len(acts))

    async def run(act: Act) -> type[Refused] | None:
        try:
            async with product.world.database.as_tenant(house.tenant_id) as session:
                await line.wait()
                await act(session)
        except Refused as refused:
            return type(refused)
        return None

    return list(await asyncio.gather(*(run(act) for act in acts)))


async def _in_order(product: Product, house: House, first: Act, second: Act) -> type[Refused] | None:
    """Let the second wait for a lock of the first, then commit the first; return how the second was refused."""

    async def run() -> type[Refused] | None:
        try:
            async with product.world.database.as_tenant(house.tenant_id) as session:
                await second(session)
        except Refused as refused:
            return type(refused)
        return None

    async with product.world.database.as_tenant(house.tenant_id) as session:
        await first(session)
        waiting = asyncio.create_task(run())
        await asyncio.wait_for(_somebody_waits(product), 10)
    return await waiting


async def _somebody_waits(product: Product) -> None:
    waiting = 0
    while not waiting:
        # A transaction sees one state of the activity: each look is one of its own.
        async with product.world.database.without_tenant() as connection:
            waiting = (await connection.execute(_WAITING)).scalar_one()


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

    assert await _in_order(product, house, part, rest) is None
    ledger = await _ledger(product, house, invoice.id)
    assert (ledger["receivable"], ledger["client_credit"]) == (0, -beyond)
