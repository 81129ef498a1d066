"""
Many tenants over two connections, with requests that are broken off and backends that die: nobody meets another's rows.

`./run test -m long tests/integration/walls/test_pool_bleed.py` sends 10,000 requests instead of 500.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import asyncpg
import httpx
import pytest

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.wiring import World
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.reads import HotReads
from product import House, Product, open_changed_product, settings
from services import DatabaseUrls, Services
from trespass.asking import wandering

TENANTS, AT_ONCE, SEED = 20, 8, 20261118
CANARY = re.compile(r"CANARY-(\d+)-")
BROKEN = {0, 503}  # broken off, or its backend was ended in the middle of it
BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'if_app' ORDER BY pid"
)
KNOWN = (
    "SELECT coalesce(current_setting('app.tenant_id', true), '') AS bound, pg_backend_pid() AS pid, "
    "(SELECT count(*) FROM clients) AS seen, pg_sleep(0.02)"
)


@pytest.fixture
async def narrow(services: Services, database: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Product]:
    """Yield the product with two connections for transactions and two for hot reads."""

    def changed(world: World, url: str) -> World:
        # One is kept and one more opened when it is needed.
        database = Database(url, pool_size=1, reactions=wiring.REACTIONS)
        return replace(world, database=database, reads=HotReads(url, pool_size=2))

    async with open_changed_product(settings(database, services.redis_url, tmp_path), changed) as opened:
        yield opened


@dataclass(slots=True)
class Crowd:
    """Tenants that ask by turns; ``foreign`` are answers that told somebody another's words."""

    houses: list[House]
    clients: dict[str, tuple[httpx.AsyncClient, httpx.AsyncClient]]
    random: Random
    statuses: Counter[int] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    own: int = 0

    async def ask(self, turn: int, room: asyncio.Semaphore) -> None:
        """Send one request of one tenant, now and then broken off, and look whose words the answer holds."""
        number = turn % len(self.houses)
        async with room:
            answer = await self._sent(turn, number, self.houses[number])
        self.statuses[answer.status_code if answer else 0] += 1
        if answer is None:
            return
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "5"
        seen = set(CANARY.findall(answer.text))
        self.own += str(number) in seen
        if seen - {str(number)}:
            self.foreign.append(f"{answer.request.url}: {number} saw {seen}")

    async def _sent(self, turn: int, number: int, house: House) -> httpx.Response | None:
        browser, api = self.clients[house.slug]
        patience = self.random.uniform(0.001, 0.02) if turn % 6 == 0 else 30
        new = {"name": f"CANARY-{number}-{turn}"}
        ways = (
            lambda: api.get("/api/v1/clients", params={"limit": "20"}),
            lambda: browser.get(f"/app/{house.slug}/clients"),
            lambda: api.post("/api/v1/clients", json=new),
            lambda: browser.get(f"/app/{house.slug}/search", params={"q": "canary"}),
            lambda: browser.get(f"/app/{house.slug}/settings/audit"),
        )
        try:
            return await asyncio.wait_for(self.random.choice(ways)(), patience)
        except TimeoutError:
            return None


async def harm(superuser: str, random: Random, done: asyncio.Event) -> int:
    """End or interrupt backends of the product, one after the other, until all is done; return how many."""
    count = 0
    connection = await asyncpg.connect(superuser)
    while not done.is_set():
        found = [row["pid"] for row in await connection.fetch(BACKENDS)]
        if found:
            how = "pg_terminate_backend" if count % 2 else "pg_cancel_backend"
            await connection.fetchval(f"SELECT {how}($1)", random.choice(found))  # one of two
            count += 1
        try:
            await asyncio.wait_for(done.wait(), 0.25)
        except TimeoutError:
            continue
    await connection.close()
    return count


async def known(product: Product) -> dict[int, tuple[str, int]]:
    """Return what each pooled connection knows when nobody uses it: the bound tenant, and how many rows it sees."""
    world, found = product.world, dict[int, tuple[str, int]]()

    async def pooled() -> None:
        async with world.database.without_tenant() as connection:
            row = (await connection.exec_driver_sql(KNOWN)).one()
            found[row.pid] = (row.bound, row.seen)

    async def hot() -> None:
        row = await world.reads.look_up(KNOWN)
        assert row is not None
        found[row["pid"]] = (row["bound"], row["seen"])

    await asyncio.gather(pooled(), pooled(), hot(), hot(), hot())
    return found


async def crowded(product: Product, database: DatabaseUrls, requests: int) -> tuple[Crowd, int]:
    """Let the tenants ask, while backends are ended; return what they saw, and how many backends were harmed."""
    houses = [await product.house() for _ in range(TENANTS)]
    for number, house in enumerate(houses):
        await house.api.post("/api/v1/clients", json={"name": f"CANARY-{number}-own"})
    clients = {
        house.slug: (wandering(product, house.browser), wandering(product, house.api)) for house in houses
    }
    crowd, room, done = Crowd(houses, clients, Random(SEED)), asyncio.Semaphore(AT_ONCE), asyncio.Event()  # noqa: S311  # a seed that can be repeated
    harming = asyncio.create_task(harm(database.superuser, Random(SEED), done))  # noqa: S311  # likewise
    await asyncio.gather(*(crowd.ask(turn, room) for turn in range(requests)))
    done.set()
    return crowd, await harming


@pytest.mark.parametrize("requests", [500, pytest.param(10_000, marks=pytest.mark.long)])
async def test_no_tenant_bleeds_into_another(narrow: Product, database: DatabaseUrls, requests: int) -> None:
    """Each answer holds its tenant's words alone, and no connection that is given back knows a tenant."""
    crowd, harmed = await crowded(narrow, database, requests)
    sys.stdout.write(
        f"{requests} requests: {dict(crowd.statuses)}, {crowd.own} with own words, {harmed} backends harmed\n"
    )
    assert crowd.foreign == []
    assert set(crowd.statuses) <= {200, 201} | BROKEN
    assert crowd.own > requests / 3
    assert crowd.statuses[0] > requests / 50
    assert harmed > 1
    after = await known(narrow)
    assert len(after) >= 3
    assert {pid: found for pid, found in after.items() if found != ("", 0)} == {}
