"""Where a person is signed in: the list, and ending sessions from another browser, on every process."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from invoiceflow.identity.actions.elevate import elevate
from invoiceflow.identity.actions.end_sessions import end_all, end_others
from invoiceflow.identity.domain.person import Facts
from invoiceflow.identity.domain.session import ABSOLUTE, IDLE
from invoiceflow.identity.store import sessions
from invoiceflow.kernel.actor import Person
from invoiceflow.runtime.redis import global_key
from product import SECRET_KEY, Product, open_product
from services import DatabaseUrls, Services

HERE = "/account/sessions"
NEW = Facts("Zoë “Z” Ünlü / \U0001f43f", "new@example.com")


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Return whether the browser has a session."""
    return (await browser.get(HERE)).status_code == 200


async def test_each_session_is_listed(product: Product) -> None:
    """With device, network, way and last use; the one that looks comes first and is marked."""
    person, first = await product.person()
    product.clock.advance(timedelta(hours=3))
    await product.signed_in(person, agent="Safari on iPhone")
    page = (await first.get(HERE)).text
    phone, desk = page.index("Safari on iPhone"), page.index("Firefox on Linux")
    assert desk < phone
    assert page.count("This one") == 1
    assert "203.0.113.0/24" in page
    assert "3 hours ago" in page


async def test_another_session_is_ended_on_every_process(
    product: Product, services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Ended in one web process, a session is dead in another one with its next request."""
    person, here = await product.person()
    there_person, there = await product.signed_in(person, agent="Safari on iPhone")
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock) as second:
        elsewhere = second.client(dict(there.headers))
        elsewhere.cookies.update(there.cookies)
        assert await is_in(elsewhere)
        handle = sessions.handle_of(there_person.session_id)
        ended = await here.post(f"{HERE}/{handle}/end")
        assert (ended.status_code, ended.headers["location"]) == (303, HERE)
        assert not await is_in(elsewhere)
        assert not await is_in(there)
    assert await is_in(here)


async def test_all_others_are_ended(product: Product) -> None:
    """But the one that asks."""
    person, here = await product.person()
    others = [(await product.signed_in(person))[1] for _ in range(3)]
    await here.post(f"{HERE}/others/end")
    assert [await is_in(each) for each in (here, *others)] == [True, False, False, False]


async def test_every_session_is_ended(product: Product) -> None:
    """The one that asks as well; its cookie is taken away."""
    person, here = await product.person()
    _, other = await product.signed_in(person)
    answer = await here.post(f"{HERE}/end")
    assert answer.status_code == 303
    assert "You are signed out everywhere." in (await here.get(answer.headers["location"])).text
    assert not await is_in(other)
    assert not await is_in(here)


async def test_nobody_ends_the_session_of_somebody_else(product: Product) -> None:
    """Knowing its handle is not enough."""
    _, attacker = await product.person("Mallory")
    victim, browser = await product.person()
    answer = await attacker.post(f"{HERE}/{sessions.handle_of(victim.session_id)}/end")
    assert answer.status_code == 404
    assert await is_in(browser)


async def test_ending_needs_the_token(product: Product) -> None:
    """A form of another site ends nothing."""
    _, browser = await product.person()
    browser.headers["X-CSRF-Token"] = "0" * 64
    assert (await browser.post(f"{HERE}/end")).status_code == 403
    assert await is_in(browser)


async def test_a_session_ends_by_the_clock_when_it_idles(product: Product) -> None:
    """Twelve hours after its last use by the given clock, whatever Redis still keeps; each use begins them anew."""
    person, browser = await product.person()
    for _ in range(3):
        product.clock.advance(IDLE - timedelta(minutes=2))
        assert await is_in(browser)
    product.clock.advance(IDLE)
    assert await product.world.redis.exists(global_key("session", sessions.handle_of(person.session_id)))
    assert not await is_in(browser)


async def test_a_session_that_is_over_is_listed_no_more(product: Product) -> None:
    """Neither one that idled too long nor one whose record Redis forgot; signing in anew clears the index."""
    person, _ = await product.person()
    gone, _ = await product.signed_in(person, agent="Gone on Android")
    await product.world.redis.delete(global_key("session", sessions.handle_of(gone.session_id)))
    product.clock.advance(IDLE + timedelta(minutes=1))
    _, browser = await product.signed_in(person, agent="Edge on Windows")
    page = (await browser.get(HERE)).text
    assert "Edge on Windows" in page
    assert "Firefox on Linux" not in page
    assert "Gone on Android" not in page
    assert len(await sessions.handles_of(product.world.redis, str(person.id))) == 1
    assert (
        0 < await product.world.redis.ttl(global_key("sessions", str(person.id))) <= ABSOLUTE.total_seconds()
    )


async def test_an_ended_session_does_not_come_back(product: Product) -> None:
    """A use that is noted after the end changes nothing: the record stays away."""
    person, _ = await product.person()
    record = await sessions.peek_session(product.world.redis, person.session_id)
    assert record
    await sessions.end_session(product.world.redis, str(person.id), sessions.handle_of(person.session_id))
    await sessions.note_use(product.world.redis, person.session_id, record)
    assert await sessions.peek_session(product.world.redis, person.session_id) is None
    assert await sessions.handles_of(product.world.redis, str(person.id)) == []


async def test_noting_a_use_keeps_what_was_told_since_it_was_read(product: Product) -> None:
    """An address that changes between the reading and the noting stays changed, and the use is noted as well."""
    person, _ = await product.person()
    redis, at = product.world.redis, product.clock.now() + timedelta(minutes=2)
    read = await sessions.load_session(redis, person.session_id)
    assert read
    await sessions.tell_facts(redis, str(person.id), NEW)
    await sessions.note_use(redis, person.session_id, replace(read, seen_at=at))
    told = await sessions.peek_session(redis, person.session_id)
    assert told == replace(read, name=NEW.name, email=NEW.email, seen_at=at)


async def test_a_new_id_takes_along_what_was_told_since_it_was_read(product: Product) -> None:
    """Who proves themselves anew while their address changes goes on with the new one, in record and cookie alike."""
    person, _ = await product.person()
    redis, at = product.world.redis, product.clock.now() + timedelta(minutes=2)
    read = await sessions.peek_session(redis, person.session_id)
    assert read
    await sessions.tell_facts(redis, str(person.id), NEW)
    another, proven = f"{person.session_id}-2", replace(read, seen_at=at, elevated_at=at)
    moved = await sessions.move_session(redis, person.session_id, another, proven)
    assert moved == replace(proven, name=NEW.name, email=NEW.email)
    assert await sessions.peek_session(redis, another) == moved


async def living(product: Product, person: Person) -> list[str]:
    """Return the handles of the records that Redis has of a person, whether listed or not."""
    redis = product.world.redis
    records = {
        key: await redis.get(key) async for key in redis.scan_iter(global_key("session", "*"), count=1000)
    }
    return [key.decode().rpartition(":")[2] for key, told in records.items() if str(person.id) in str(told)]


@pytest.mark.parametrize("turn", range(10))
async def test_no_session_escapes_its_end_by_a_new_id(product: Product, turn: int) -> None:  # noqa: ARG001  # repeated
    """Whoever proves themselves anew while all sessions are ended is signed out as well, whichever comes first."""
    person, _ = await product.person()
    others = [(await product.signed_in(person))[0] for _ in range(3)]
    redis, at = product.world.redis, product.clock.now()
    proofs = (elevate(redis, each, at, secret_key=SECRET_KEY) for each in (person, *others))
    await asyncio.gather(*proofs, end_all(product.world, person, product.clock.now()), return_exceptions=True)
    assert await living(product, person) == []


async def test_ending_the_others_leaves_the_one_that_asks(product: Product) -> None:
    """Also while the others get new ids, and further ones begin: whichever lives afterwards is listed."""
    person, here = await product.person()
    others = [(await product.signed_in(person))[0] for _ in range(3)]
    redis, at = product.world.redis, product.clock.now()
    proofs = (elevate(redis, each, at, secret_key=SECRET_KEY) for each in others)
    begun = (product.signed_in(person) for _ in range(3))
    await asyncio.gather(*proofs, end_others(redis, person), *begun, return_exceptions=True)
    assert await is_in(here)
    assert sorted(await living(product, person)) == sorted(await sessions.handles_of(redis, str(person.id)))
    await end_others(redis, person)
    assert await living(product, person) == [sessions.handle_of(person.session_id)]
