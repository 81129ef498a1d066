"""The stream of news that keeps open pages fresh."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError  # noqa: A004  # Redis's own, which no OSError is

from invoiceflow.identity.actions.end_sessions import end_one, end_others
from invoiceflow.identity.actions.sign_out import sign_out
from invoiceflow.identity.store.sessions import handle_of
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import TenantId
from invoiceflow.reporting.web.live import HEARTBEAT, OPENING, OVER, events
from invoiceflow.runtime.live import CHECK, SILENCE, Live, News
from invoiceflow.runtime.redis import tenant_key
from invoiceflow.tenancy.domain.role import Role
from invoicing_house import a_draft
from listening import Listener, listening
from product import Product, open_product
from services import DatabaseUrls, Services


async def told(*pieces: News) -> AsyncIterator[News]:
    """Return news as a process would hear them."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)


async def test_a_change_of_another_process_reaches_an_open_page(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Two processes share nothing but the servers; what the one commits, a page of the other hears once told."""
    async with (
        open_product(database, services.redis_url, tmp_path) as here,
        open_product(database, services.redis_url, tmp_path) as elsewhere,
    ):
        house = await here.house()
        async with listening(here.app, house.browser, f"/app/{house.slug}/live") as page:
            async with elsewhere.world.database.as_tenant(house.tenant_id) as session:
                draft = await a_draft(session, elsewhere.clock.now())
            await elsewhere.work()
            assert await page.news_of("invoice") == str(draft.id)


async def test_news_of_one_tenant_reach_nobody_else(product: Product) -> None:
    """A page hears of its own tenant only; another tenant's stream is not found."""
    house, other = await product.house(), await product.house()
    async with listening(product.app, house.browser, f"/app/{house.slug}/live") as page:
        await product.world.live.publish(other.tenant_id, News("invoice", "theirs"), at=product.clock.now())
        await product.world.live.publish(house.tenant_id, News("invoice", "ours"), at=product.clock.now())
        assert (await page.news())["object_id"] == "ours"
    async with listening(product.app, house.browser, f"/app/{other.slug}/live") as refused:
        assert refused.status == 404


async def test_news_that_cannot_be_read_end_nothing(product: Product) -> None:
    """What another version of the product might say is passed over, and what comes after it is heard."""
    house = await product.house()
    async with listening(product.app, house.browser, f"/app/{house.slug}/live") as page:
        await product.world.redis.publish(tenant_key(house.tenant_id, "live"), b"no news")
        await product.world.live.publish(house.tenant_id, News("invoice", "ours"), at=product.clock.now())
        assert (await page.news())["object_id"] == "ours"


async def test_a_stream_ends_with_its_process(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """When the process stops, open streams end, so that nothing waits for them."""
    async with open_product(database, services.redis_url, tmp_path) as stopping:
        house = await stopping.house()
        async with listening(stopping.app, house.browser, f"/app/{house.slug}/live") as page:
            await stopping.world.live.stop()
            async with asyncio.timeout(5):
                await page.ended.wait()
            assert page.ended.is_set()


class Torn(PubSub):
    """A subscription that cannot be closed in good order, as when its server is killed in that moment."""

    async def aclose(self) -> None:
        """Close it, and fail."""
        await super().aclose()  # type: ignore[no-untyped-call]  # so is redis-py's
        raise ConnectionError("torn")


class Tearing(Redis):
    """A client whose subscriptions are torn."""

    def pubsub(self, **_: object) -> PubSub:
        """Return one."""
        return Torn(self.connection_pool)


async def test_listening_stops_whatever_redis_says_to_it(services: Services) -> None:
    """A process that stops is held up by no connection that fails while it is closed."""
    async with Tearing.from_url(services.redis_url) as redis:
        before, live = await redis.pubsub_numpat(), Live(redis)
        heard = live.stream(TenantId(uuid4()))
        opening = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0)
        live.start()
        assert await opening == News("reload")  # as it is said once the subscription stands
        async with asyncio.timeout(5):
            await live.stop()
        assert await redis.pubsub_numpat() == before


async def test_a_stream_ends_with_its_session(product: Product) -> None:
    """The session is looked at again while the stream is open; once it is over, so is the stream."""
    house = await product.house()
    answers = [True, False]

    async def may_stay() -> bool:
        return answers.pop(0)

    said = [
        piece
        async for piece in events(told(News("invoice", "a"), SILENCE, SILENCE), may_stay, check_seconds=0)
    ]
    assert said == [OPENING, b'data: {"topic":"invoice","object_id":"a"}\n\n', OVER]
    await sign_out(product.world.redis, house.owner)
    async with listening(product.app, house.browser, f"/app/{house.slug}/live") as refused:
        assert refused.status in (303, 401)


async def is_told_that_it_is_over(page: Listener) -> None:
    """Wait for the word and the end; an idle stream must not wait for its next heartbeat."""
    async with asyncio.timeout(5):
        await page.ended.wait()
    said = []
    while not page.heard.empty():
        said.append(page.heard.get_nowait())
    assert said[-1] == OVER


WAYS: dict[str, Callable[[Redis, Person, Person], Awaitable[object]]] = {
    "signing out": lambda redis, gone, _: sign_out(redis, gone),
    "ending one": lambda redis, gone, stays: end_one(redis, stays, handle_of(gone.session_id)),
    "ending the others": lambda redis, _, stays: end_others(redis, stays),
}


@pytest.mark.parametrize("way", WAYS)
async def test_an_idle_stream_ends_with_its_session(product: Product, way: str) -> None:
    """However it ended, its stream says that it is over, and that of the person's other session goes on."""
    house = await product.house()
    stays, other = await product.signed_in(house.owner)
    path, live = f"/app/{house.slug}/live", product.world.live
    async with (
        listening(product.app, house.browser, path) as page,
        listening(product.app, other, path) as kept,
    ):
        await WAYS[way](product.world.redis, house.owner, stays)
        await is_told_that_it_is_over(page)
        await live.publish(house.tenant_id, News("invoice", "later"), at=product.clock.now())
        assert await kept.news_of("invoice") == "later"


@pytest.mark.parametrize("way", ["remove", "leave"])
async def test_an_idle_stream_ends_with_the_membership(product: Product, way: str) -> None:
    """A member who is removed, or leaves, is told that it is over in every tab, and those who stay are not."""
    house = await product.house()
    person, browser = await product.member_of(house, Role.MEMBER)
    members, path = f"/app/{house.slug}/settings/members", f"/app/{house.slug}/live"
    read = "SELECT id FROM members WHERE tenant_id = $1 AND person_id = $2"
    (row,) = await product.world.reads.rows(house.tenant_id, read, person.id)
    async with (
        listening(product.app, browser, path) as page,
        listening(product.app, house.browser, path) as kept,
    ):
        if way == "leave":
            await browser.post(f"{members}/leave", data={})
        else:
            await house.browser.post(f"{members}/{row['id']}/remove", data={})
        await product.work()
        await is_told_that_it_is_over(page)
        assert await kept.news_of("member") == str(row["id"])
    assert (await browser.get(f"{path}/stale?at=2026-11-18T09:00:00Z")).status_code == 404


async def test_an_outage_ends_a_stream_without_a_word() -> None:
    """Where nobody can say whether the session lives, the page is not told that it is over: it comes back."""

    async def may_stay() -> bool:
        raise ConnectionError

    said = [piece async for piece in events(told(CHECK, SILENCE), may_stay, check_seconds=60)]
    assert said == [OPENING]


async def test_a_silent_stream_says_that_it_lives() -> None:
    """Heartbeats are comments, which browsers pass over; between checks nobody is asked."""

    async def may_stay() -> bool:
        raise AssertionError("nobody is asked before the time")

    said = [piece async for piece in events(told(SILENCE, SILENCE), may_stay, check_seconds=60)]
    assert said == [OPENING, HEARTBEAT, HEARTBEAT]


async def test_an_open_stream_holds_no_connection(product: Product) -> None:
    """While a stream is open the database has nothing of it: neither a transaction nor a waiting statement."""
    house = await product.house()
    async with listening(product.app, house.browser, f"/app/{house.slug}/live"):
        pool = product.world.reads._ready  # noqa: SLF001  # the pool says itself how many connections are out
        assert pool.get_idle_size() == pool.get_size()


async def test_pages_are_told_to_reload_when_redis_was_away(product: Product) -> None:
    """News may have been missed while the connection to Redis was lost, so every page asks anew."""
    house = await product.house()
    async with listening(product.app, house.browser, f"/app/{house.slug}/live") as page:
        for client in await product.world.redis.client_list("pubsub"):
            await product.world.redis.client_kill(client["addr"])
        assert (await page.news())["topic"] == "reload"


async def test_a_page_learns_what_changed_while_it_was_on_its_way(product: Product) -> None:
    """
    News between the writing of a page and its listening make it fetch itself anew; older ones do not.

    It is told from when to ask the next time.
    """
    house, other = await product.house(), await product.house()
    written = product.clock.now()
    product.clock.advance(timedelta(seconds=5))
    await product.world.live.publish(house.tenant_id, News("invoice", "ours"), at=product.clock.now())
    product.clock.advance(timedelta(seconds=5))
    now = product.clock.now()
    answers = [
        (await asking.browser.get(f"/app/{asking.slug}/live/stale", params={"at": at.isoformat()})).json()
        for asking, at in ((house, written), (house, now), (other, written))
    ]
    assert [answer["stale"] for answer in answers] == [True, False, False]
    assert {datetime.fromisoformat(answer["at"]) for answer in answers} == {now}
