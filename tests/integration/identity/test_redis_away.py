"""Redis stopped and started under the running product: what goes on meanwhile, and how it comes back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from time import monotonic

import httpx
import pytest

from invoiceflow.entrypoints.development.child import Child
from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.entrypoints.development.valkey import Valkey
from invoiceflow.identity.domain.session import FRESH
from page_reading import given_back
from product import House, Product, open_product
from services import DatabaseUrls


@dataclass
class Stoppable:
    """A Valkey of one test's own."""

    valkey: Valkey
    child: Child

    @contextmanager
    def away(self, *, killed: bool = False) -> Iterator[None]:
        """Stop the server, or kill it as when memory runs out, and start it again with what it had kept."""
        if killed:
            self.child.process.kill()
        self.child.stop()
        try:
            yield
        finally:
            self.child = self.valkey.start()
            self.valkey.wait(self.child)


@pytest.fixture
def redis(data_folder: Path) -> Iterator[Stoppable]:
    """Yield a server that can be stopped."""
    name = f"valkey-{token_hex(3)}"
    valkey = Valkey(data_folder / name, data_folder / f"{name}.log", free_port(), token_hex(16))
    held = Stoppable(valkey, valkey.start())
    valkey.wait(held.child)
    yield held
    held.child.stop()


@pytest.fixture
async def product(database: DatabaseUrls, redis: Stoppable, tmp_path: Path) -> AsyncIterator[Product]:
    """Yield the product on that server."""
    async with open_product(database, redis.valkey.url, tmp_path) as opened:
        yield opened


def csrf_of(house: House) -> str:
    """Return the token of the forms in a house's browser."""
    return str(house.browser.headers["X-CSRF-Token"])


async def statuses(house: House, stranger: httpx.AsyncClient) -> dict[str, int]:
    """Return how the product answers to each kind of request."""
    home = f"/app/{house.slug}"
    return {
        "page": (await house.browser.get(home)).status_code,
        "write": (await house.browser.post(f"{home}/clients/new", data={"name": "New"})).status_code,
        "sign-out": (await house.browser.post("/login/end")).status_code,
        "sign-in page": (await stranger.get("/login")).status_code,
        "sign-in": (await stranger.post("/login/google", data={})).status_code,
        "program reads": (await house.api.get("/api/v1/clients")).status_code,
        "program writes": (await house.api.post("/api/v1/clients", json={"name": "New"})).status_code,
        "public invoice": (await stranger.get("/i/guessed")).status_code,
        "start page": (await stranger.get("/")).status_code,
        "health": (await stranger.get("/healthz")).status_code,
    }


AWAY = {
    "page": 200,
    "write": 503,
    "sign-out": 503,
    "sign-in page": 503,
    "sign-in": 503,
    "program reads": 200,
    "program writes": 503,
    "public invoice": 404,
    "start page": 200,
    "health": 200,
}


async def test_reads_go_on_while_the_claims_are_fresh(product: Product, redis: Stoppable) -> None:
    """For five minutes signed-in people read; nothing is changed, nobody signs in; then nobody is guessed."""
    house, stranger = await product.house(), product.client({"Accept": "text/html"})
    with redis.away():
        assert await statuses(house, stranger) == AWAY
        product.clock.advance(FRESH)
        assert await statuses(house, stranger) == AWAY | {"page": 503}
        refused = await house.browser.get(f"/app/{house.slug}")
        assert int(refused.headers["retry-after"]) > 0


async def test_what_was_typed_meanwhile_is_sent_again_later(product: Product, redis: Stoppable) -> None:
    """The page that refuses a form gives back its words; its button sends them once Redis is there again."""
    house = await product.house()
    home = f"/app/{house.slug}"
    words = {"name": 'Café "Größe" & Söhne', "country": "DE", "currency": "EUR", "csrf": csrf_of(house)}
    browser = product.client({"Accept": "text/html"})
    browser.cookies.update(house.browser.cookies)
    with redis.away():
        refused = await browser.post(f"{home}/clients/new", data=words)
        foreign = await browser.post(f"{home}/clients/new", data=words | {"csrf": "0" * 64})
    action, fields = given_back(refused.text)
    assert (refused.status_code, action, fields) == (503, f"{home}/clients/new", words)
    assert (foreign.status_code, "Größe" in foreign.text) == (503, False)
    again = await browser.post(action, data=fields)
    assert (again.status_code, again.headers["location"].startswith(f"{home}/clients/")) == (303, True)


async def test_service_is_full_again_by_itself(product: Product, redis: Stoppable) -> None:
    """Within ten seconds of a killed Redis's return everything works: reading, writing, signing in, and news."""
    house, stranger = await product.house(), product.client({"Accept": "text/html"})
    assert (await house.browser.get(f"/app/{house.slug}")).status_code == 200
    with redis.away(killed=True):
        assert (await house.browser.get(f"/app/{house.slug}")).status_code == 200
    back = monotonic()
    answers = await statuses(house, stranger)
    assert monotonic() - back < 10
    assert (answers["page"], answers["write"], answers["sign-out"]) == (200, 303, 303)
    assert (answers["program reads"], answers["program writes"]) == (200, 201)
    assert (answers["sign-in page"], answers["sign-in"]) == (200, 403)


async def test_claims_open_nothing_that_was_ended(product: Product, redis: Stoppable) -> None:
    """A copy of an ended session's cookie reads for its five minutes while Redis is away, and never after."""
    house = await product.house()
    copy = product.client(dict(house.browser.headers))
    copy.cookies.update(house.browser.cookies)
    await house.browser.post("/login/end")
    assert (await copy.get(f"/app/{house.slug}")).status_code == 303
    with redis.away():
        product.clock.advance(timedelta(minutes=4))
        assert (await copy.get(f"/app/{house.slug}")).status_code == 200
        product.clock.advance(timedelta(minutes=1))
        assert (await copy.get(f"/app/{house.slug}")).status_code == 503
    assert (await copy.get(f"/app/{house.slug}")).status_code == 303
