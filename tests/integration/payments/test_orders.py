"""
One story (checkout, payment, charge, two partial refunds, a dispute that is lost), heard in every order.

Each telling is about an invoice and a payment of its own. Its messages come through the signed address into the inbox,
and jobs look at what they are about; in the end all books are the same, to the last entry. `./run test` tells a sample;
`./run prove orders` all 720 orders of six messages, plain, each message twice, and with each one lost, and then 10,000
tellings of the whole story with random repetitions and losses.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from books_lines import books_of
from invoiceflow.kernel.ids import ClientId
from invoiceflow.payments.actions.reconcile import reconcile
from invoicing_house import a_client
from progress import Counted, in_parts
from retelling import Teller, open_told_shop
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from till import Shop

SIX = (
    "checkout.session.completed",
    "payment_intent.succeeded",
    "charge.succeeded",
    "charge.refunded",
    "charge.refunded",
    "charge.dispute.closed",
)
TELLINGS, PARTS = 10_000, 20
AT_ONCE = 36
"""So many payments are told of side by side."""


@dataclass(frozen=True, slots=True)
class Telling:
    """
    Which messages of the story come in, by their places in it, and in which order.

    ``ahead`` is how far Stripe has come meanwhile, at least: nobody hears of something before it happened.
    """

    heard: tuple[int, ...]
    ahead: tuple[int, ...] = ()


@dataclass(slots=True)
class Stage:
    """A shop that has lived through the story and hears it again, and what its books are to say in the end."""

    shop: Shop
    teller: Teller
    client_id: ClientId
    wanted: list[str]

    def six(self) -> list[int]:
        """Return the places of the six messages."""
        assert self.teller.story is not None
        return self.teller.story.places(*SIX)

    async def told(self, tellings: Sequence[Telling]) -> list[list[str]]:
        """Tell each to an invoice of its own, turn by turn; then ask Stripe where a message was lost."""
        first = self.teller.begin()
        invoices = [(await self.shop.invoice(client_id=self.client_id)).id for _ in tellings]
        for each in invoices:
            await self.shop.checkout(each)
        for turn in range(max(len(each.heard) for each in tellings)):
            bodies = list(self._bodies(first, tellings, turn))
            answers = await asyncio.gather(*(self.shop.send(body) for body in bodies))
            assert {each.status_code for each in answers} == {200}
            await self.shop.product.work()
        if any(set(each.heard) < set(self.six()) for each in tellings):
            self.teller.finish()
            await reconcile(self.shop.till, self.shop.house.tenant_id)
            await self.shop.product.work()
        assert self.teller.unknown == []
        return await self._books(invoices)

    def _bodies(self, first: int, tellings: Sequence[Telling], turn: int) -> Iterator[bytes]:
        for number, telling in enumerate(tellings, first):
            if turn < len(telling.heard):
                self.teller.reach(number, telling.ahead[turn] if telling.ahead else -1)
                yield json.dumps(self.teller.message(number, telling.heard[turn])).encode()

    async def _books(self, invoices: Sequence[object]) -> list[list[str]]:
        async with self.shop.product.world.database.as_tenant(self.shop.house.tenant_id) as session:
            found = await books_of(session, invoices)  # type: ignore[arg-type]  # ids of invoices
        return [[re.sub(r"_told\d+", "", line) for line in lines] for lines in found]


@pytest.fixture
async def stage(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Stage]:
    """Yield a shop that lived through the story once, at the stand-in itself."""
    async with open_told_shop(services, database, sandbox, tmp_path) as (shop, teller):
        ((lived,),) = await shop.rows("SELECT id FROM invoices")
        async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
            client_id = await a_client(session, shop.product.clock.now())
            (wanted,) = await books_of(session, [lived])
        yield Stage(shop, teller, client_id, wanted)


async def test_a_sample_of_orders_ends_in_the_same_books(stage: Stage) -> None:
    """In any order, each message once or twice or one of them lost, the books are those of the story as it was."""
    sample = Random(20261123)  # noqa: S311  # a sample, the same each time
    orders = [tuple(sample.sample(stage.six(), 6)) for _ in range(24)]
    tellings = [
        *map(Telling, orders[:10]),
        *map(twice, orders[10:14]),
        *(Telling(each[1:]) for each in orders[14:]),
    ]
    await _prove(stage, tellings)
    assert await stage.shop.rows("SELECT * FROM parked_objects") == []


@pytest.mark.long
@pytest.mark.parametrize("way", ["once", "twice", "one lost"])
@in_parts(4)
async def test_all_720_orders_end_in_the_same_books(
    stage: Stage, way: str, part: int, counted: Counted
) -> None:
    """Every order of the six messages; every order with each told twice; every order of five, with any one lost."""
    length = 5 if way == "one lost" else 6
    orders = [Telling(order) for order in permutations(stage.six(), length)]
    assert len(orders) == 720
    mine = orders[part - 1 :: 4]
    await _prove(stage, [twice(each.heard) for each in mine] if way == "twice" else mine, counted)


@pytest.mark.long
@in_parts(PARTS)
async def test_10_000_tellings_of_the_whole_story_end_in_the_same_books(
    stage: Stage, part: int, counted: Counted
) -> None:
    """All its messages, each up to three times or lost, in a random order, with Stripe a random way ahead."""
    assert stage.teller.story is not None
    places = len(stage.teller.story.messages)
    draw = Random(part)  # noqa: S311  # a sample, the same each time
    await _prove(stage, [anyhow(draw, places) for _ in range(TELLINGS // PARTS)], counted)


def twice(heard: Iterable[int]) -> Telling:
    """Return a telling in which every message comes again at once."""
    return Telling(tuple(place for place in heard for _ in range(2)))


def anyhow(draw: Random, places: int) -> Telling:
    """Return a telling in which anything may happen that can."""
    heard = [place for place in range(places) for _ in range(draw.choice((0, 1, 1, 1, 2, 3)))]
    draw.shuffle(heard)
    return Telling(tuple(heard), tuple(sorted(draw.choices(range(places), k=len(heard)))))


async def _prove(stage: Stage, tellings: Sequence[Telling], counted: Counted = lambda **_: None) -> None:
    for first in range(0, len(tellings), AT_ONCE):
        now = tellings[first : first + AT_ONCE]
        for telling, books in zip(now, await stage.told(now), strict=True):
            assert books == stage.wanted, telling
    assert await stage.shop.differences() == []
    counted(tellings=len(tellings), messages=sum(len(each.heard) for each in tellings))
