"""
Pairs of hands on one thing, started from one line, again and again: each outcome is that of one after the other.

Twenty rounds of each pair in `./run test`, five hundred by `./run prove races`. Rule: shared rows are locked in one
order, a checkout before what is known of its payment, and that before the invoice. Not among them, as the product has
neither credit notes nor schedules: payment and credit note, two runs of a schedule.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from uuid import UUID

import pytest

from arena import Arena
from invoiceflow.clients.actions.archive_client import ArchiveClient, archive_client, restore_client
from invoiceflow.invoicing.actions.issue_invoice import FIRST_LINK
from invoiceflow.invoicing.actions.settle_invoice import NotPayable
from invoiceflow.invoicing.actions.void_invoice import HasPayments
from invoiceflow.invoicing.domain.pay_link import token_of
from invoiceflow.invoicing.store.invoices import NotADraft
from invoiceflow.kernel.errors import Invalid
from invoiceflow.payments.actions.connect_account import StripeDeclined
from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.payments.actions.refund_payment import Disputed, NothingLeft
from invoiceflow.payments.domain.event import Topic
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.actions.count_invoice import LimitReached
from invoiceflow.subscription.domain.plan import GRACE_TIMES, PLANS, PlanName, Resource
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoiceflow.tenancy.actions.revoke_api_key import RevokeApiKey, revoke_api_key
from invoicing_house import LINK_KEY, a_client, a_line
from progress import Counted, in_parts
from racing import at_once, side_by_side
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from till import TOTAL, open_shop

Round = Callable[[Arena], Awaitable[None]]
"""Makes ready, lets both go, and looks at what came of it."""

HALF = TOTAL // 2


@pytest.fixture(scope="module")
async def arena(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Arena]:
    """Yield one shop for all pairs."""
    folder = tmp_path_factory.mktemp("arena")
    async with open_shop(services, database, sandbox, folder, sells_plans=True) as shop:
        async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
            client_id = await a_client(session, shop.product.clock.now())
        yield Arena(shop, client_id, shop.product.client())


async def two_payers(arena: Arena) -> None:
    """Both payments count: the second is the client's credit."""
    invoice = await arena.invoice()
    pays = arena.paying(invoice.id)
    assert await at_once(arena.shop.product, arena.shop.house, pays, pays) == [None, None]
    assert await arena.ledger(invoice.id) == _billed() | {"bank": 2 * TOTAL, "client_credit": -TOTAL}


async def paying_and_voiding(arena: Arena) -> None:
    """One of them happens."""
    invoice = await arena.invoice()
    product, house = arena.shop.product, arena.shop.house
    outcomes = await at_once(product, house, arena.paying(invoice.id), arena.voiding(invoice.id))
    assert outcomes in ([None, HasPayments], [NotPayable, None])


async def issuing_and_editing(arena: Arena) -> None:
    """See the invoice say what was saved, or the edit told that it came too late."""
    draft = await arena.draft()
    product, house = arena.shop.product, arena.shop.house
    outcomes = await at_once(product, house, arena.issuing(draft), arena.editing(draft))
    ((total_minor,),) = await arena.shop.rows("SELECT total_minor FROM invoices WHERE id = :id", id=draft.id)
    assert (outcomes, total_minor) in (([None, None], 2 * TOTAL), ([None, NotADraft], TOTAL))


async def issuing_twice(arena: Arena) -> None:
    """Give it one number, and tell whoever was second."""
    draft = await arena.draft()
    issues = arena.issuing(draft)
    outcomes = await at_once(arena.shop.product, arena.shop.house, issues, issues)
    assert sorted(outcomes, key=str) == [NotADraft, None]


async def archiving_and_issuing(arena: Arena) -> None:
    """Both happen; the invoice carries its client's name."""
    draft = await arena.draft()
    command = ArchiveClient(arena.client_id, "tests", arena.now)
    outcomes = await at_once(
        arena.shop.product,
        arena.shop.house,
        lambda session: archive_client(session, command),
        arena.issuing(draft),
    )
    assert outcomes == [None, None]
    async with arena.session() as session:
        await restore_client(session, command)


async def downgrading_and_issuing(arena: Arena) -> None:
    """Issue it on the larger plan or refuse it on the smaller one, and refuse the next."""
    await arena.use_up(PLANS[PlanName.FREE].limits[Resource.INVOICES] * GRACE_TIMES)
    draft, late = await arena.draft(), await arena.draft()
    product, house = arena.shop.product, arena.shop.house
    outcomes = await at_once(product, house, arena.granting(PlanName.FREE), arena.issuing(draft))
    assert outcomes in ([None, None], [None, LimitReached])
    assert await at_once(product, house, arena.issuing(late)) == [LimitReached]
    assert await at_once(product, house, arena.granting(None)) == [None]
    ((counted, issued),) = await arena.shop.rows(
        "SELECT (SELECT count(*) FROM usage_ledger), (SELECT count(*) FROM invoices WHERE status <> 'draft')"
    )
    assert counted == issued


async def revoking_and_using_a_key(arena: Arena) -> None:
    """Do the request or refuse it, and refuse the next one."""
    product, house = arena.shop.product, arena.shop.house
    async with arena.session() as session:
        name = f"racer {new_id(arena.now)}"
        key = await create_api_key(session, CreateApiKey(name, "tests", arena.now))
    ((key_id,),) = await arena.shop.rows("SELECT id FROM api_keys WHERE name = :name", name=name)
    api = product.client({"Authorization": f"Bearer {key}"})
    statuses: list[int] = []

    async def use() -> None:
        statuses.append((await api.post("/api/v1/clients", json={"name": "Canary"})).status_code)

    async def revoke() -> None:
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await revoke_api_key(session, RevokeApiKey(key_id, house.owner, arena.now))

    assert await side_by_side(use, revoke) == [None, None]
    await use()
    assert statuses in ([201, 401], [401, 401])


async def bank_transfer_and_message(arena: Arena) -> None:
    """Both payments count."""
    paid = await arena.charged()

    async def by_hand() -> None:
        async with arena.session() as session:
            await arena.paying(paid.invoice.id)(session)

    assert await side_by_side(by_hand, arena.looking(Topic.SESSION, paid.session)) == [None, None]
    ledger = await arena.ledger(paid.invoice.id)
    assert (ledger["bank"], ledger["client_credit"]) == (TOTAL, -TOTAL)
    assert ledger["clearing"] + ledger["fees"] == TOTAL


async def messages_reconciler_and_browser(arena: Arena) -> None:
    """Two messages, the reconciler and the browser that comes back: the payment is written once."""
    await arena.later()
    paid = await arena.charged()
    token = token_of(LINK_KEY, arena.shop.house.tenant_id, paid.invoice.id, FIRST_LINK)

    async def reconciling() -> None:
        await reconcile(arena.shop.till, arena.shop.house.tenant_id)

    async def coming_back() -> None:
        assert (await arena.browser.get(f"/i/{token}?paid=1")).status_code == 200

    looks = (arena.looking(Topic.SESSION, paid.session), arena.looking(Topic.PAYMENT, paid.intent))
    assert await side_by_side(*looks, reconciling, coming_back) == [None] * 4
    ledger = await arena.ledger(paid.invoice.id)
    assert ledger["clearing"] + ledger["fees"] == TOTAL


async def two_refunds(arena: Arena) -> None:
    """Each asks for more than half of what is left: one gets it."""
    payment_id, left_minor = await _something_left(arena)
    much = arena.refunding(payment_id, left_minor // 2 + 1), arena.refunding(payment_id, left_minor // 2 + 1)
    outcomes = await side_by_side(*much)
    assert sorted(outcomes, key=str) in ([Invalid, None], [NothingLeft, None])
    assert await _left(arena, payment_id) == left_minor - left_minor // 2 - 1


async def refund_and_dispute(arena: Arena) -> None:
    """
    Half is sent back while the bank takes the other half; then again while the dispute is lost.

    What was refused moved nothing; what was done is in the books, whoever was first.
    """
    paid, payment_id = await arena.collected()
    ((charge,),) = await arena.shop.rows(
        "SELECT charge_id FROM charges WHERE payment_id = :id", id=payment_id
    )
    look = arena.looking(Topic.PAYMENT, paid.intent)

    async def opening() -> None:
        await arena.shop.press("dispute.open", charge, HALF)
        await look()

    async def losing() -> None:
        ((dispute,),) = [
            [each.id]
            for each in arena.shop.client.v1.disputes.list(
                {"payment_intent": paid.intent}, {"stripe_account": arena.shop.account}
            ).data
        ]
        await arena.shop.press("dispute.lose", dispute)
        await look()

    quarter = HALF // 2
    first = await side_by_side(arena.refunding(payment_id, quarter), opening)
    second = await side_by_side(arena.refunding(payment_id, quarter), losing)
    for outcome in (first, second):
        assert outcome[0] in (None, Disputed, StripeDeclined)
        assert outcome[1] is None
    await look()
    done = sum(outcome[0] is None for outcome in (first, second))
    assert await _left(arena, payment_id) == TOTAL - HALF - done * quarter
    ledger = await arena.ledger(paid.invoice.id)
    assert ledger["receivable"] == HALF + done * quarter
    assert "disputed" not in ledger


PAIRS: tuple[Round, ...] = (
    two_payers,
    paying_and_voiding,
    issuing_and_editing,
    issuing_twice,
    archiving_and_issuing,
    downgrading_and_issuing,
    revoking_and_using_a_key,
    bank_transfer_and_message,
    messages_reconciler_and_browser,
    two_refunds,
    refund_and_dispute,
)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
async def test_twenty_rounds_end_as_one_after_the_other_would(arena: Arena, pair: Round) -> None:
    """Whoever is first, nothing is lost or done twice, and the books hold."""
    await _run(arena, pair, 20)


@pytest.mark.long
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
@in_parts(2)
async def test_five_hundred_rounds_end_as_one_after_the_other_would(
    arena: Arena, pair: Round, part: int, counted: Counted
) -> None:
    """As in twenty, in two halves."""
    assert part in (1, 2)
    await _run(arena, pair, 250)
    counted(rounds=250)


async def _run(arena: Arena, pair: Round, rounds: int) -> None:
    for _ in range(rounds):
        await pair(arena)
    assert await arena.shop.differences() == []
    assert await arena.shop.rows("SELECT * FROM parked_objects") == []


def _billed() -> dict[str, int]:
    return {"revenue": -160_00, "tax": -30_40}


async def _something_left(arena: Arena) -> tuple[UUID, int]:
    """Return a payment of which enough is left, and how much."""
    if arena.refundable is None or await _left(arena, arena.refundable) < 4:
        line = a_line(arena.now, quantity=Decimal(1), unit_price=Decimal(840_000))
        _, arena.refundable = await arena.collected(lines=(line,))
    return arena.refundable, await _left(arena, arena.refundable)


async def _left(arena: Arena, payment_id: UUID) -> int:
    """Return what of a payment has not gone back, by its own rows."""
    ((left_minor,),) = await arena.shop.rows(
        "SELECT sum(amount_minor)::bigint FROM payments WHERE id = :id OR of_id = :id", id=payment_id
    )
    return int(left_minor)
