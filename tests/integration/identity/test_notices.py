"""What a person is told by email about their own sign-in, though somebody else may have caused it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

from caught_mail import letters_to
from crashing import Crashed
from invoiceflow.identity.actions.open_session import Opening, begin_session
from invoiceflow.identity.domain.session import REMEMBERED, Device, SessionRecord
from invoiceflow.identity.store.sessions import is_known_device
from invoiceflow.kernel.actor import Person
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.database import Database
from product import SECRET_KEY, GivenClock, Product, open_product
from services import DatabaseUrls, Services
from sign_in import walk
from stand_ins import Sandbox

WAITING = "SELECT email FROM directory.letters WHERE person_id = %s"
NOW = "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"


async def notified(product: Product, sandbox: Sandbox, person: Person, agent: str, network: str) -> bool:
    """Sign a person in from a device, and return whether they are told."""
    device, at = Device(agent, network), product.clock.now()
    opening = Opening(person.id, person.name, person.email, "tests", at, device)
    before = len(await letters_to(sandbox, person.email))
    await begin_session(product.world, opening, secret_key=SECRET_KEY)
    await product.work()
    return len(await letters_to(sandbox, person.email)) > before


async def test_a_new_device_is_told_of(product: Product, sandbox: Sandbox) -> None:
    """The first sign-in of all is not; a known device in a known network neither; another of either is."""
    person, _ = await product.person()
    assert not await notified(product, sandbox, person, "Firefox on Linux", "203.0.113.0/24")
    assert await notified(product, sandbox, person, "Safari on iPhone", "203.0.113.0/24")
    assert await notified(product, sandbox, person, "Firefox on Linux", "198.51.100.0/24")
    assert not await notified(product, sandbox, person, "Firefox on Linux", "198.51.100.0/24")


async def test_of_two_first_sign_ins_one_is_told_of(product: Product, sandbox: Sandbox) -> None:
    """Whoever signs in while the first sign-in of all has only just asked for its device is somebody else to it."""
    person, _ = await product.person()
    product.clock.advance(REMEMBERED + timedelta(seconds=1))  # nothing is known of them any more
    at = product.clock.now()
    first = SessionRecord(
        str(person.id), person.name, person.email, "tests", at, at, "", "Firefox on Linux", "203.0.113.0/24"
    )
    assert await is_known_device(product.world.redis, first)
    assert await notified(product, sandbox, person, "Safari on iPhone", "198.51.100.0/24")


async def test_a_device_is_known_once_its_letter_is_written(product: Product, sandbox: Sandbox) -> None:
    """A process that dies before the letter's commit leaves the device unknown; the next sign-in is told of."""
    person, _ = await product.person()
    await notified(product, sandbox, person, "Firefox on Linux", "203.0.113.0/24")
    device, at = Device("Safari on iPhone", "203.0.113.0/24"), product.clock.now()
    opening = Opening(person.id, person.name, person.email, "tests", at, device)
    closed = replace(product.world, database=ClosedDatabase())
    with pytest.raises(Crashed):
        await begin_session(closed, opening, secret_key=SECRET_KEY)
    assert await notified(product, sandbox, person, "Safari on iPhone", "203.0.113.0/24")
    assert not await notified(product, sandbox, person, "Safari on iPhone", "203.0.113.0/24")


class ClosedDatabase(Database):
    """A database in whose transaction the process dies."""

    def __init__(self) -> None:
        """Know of no server."""

    def without_tenant(self) -> NoReturn:
        """Die."""
        raise Crashed


async def test_a_sign_in_elsewhere_sends_a_letter(product: Product, sandbox: Sandbox) -> None:
    """It names the device and leads to the list of sessions."""
    first, second = walk(product, sandbox), walk(product, sandbox)
    await first.whole()
    second.browser.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/151.0"
    await second.whole()
    await product.work()
    said = await letters_to(sandbox, "mara.petersen@studio-north.example")
    assert [letter for letter in said if letter["subject"] == "A new sign-in to InvoiceFlow"]


async def test_ending_everything_sends_a_letter(product: Product, sandbox: Sandbox) -> None:
    """To the person, whoever did it."""
    person, browser = await product.person()
    await browser.post("/account/sessions/end")
    await product.work()
    subjects = [letter["subject"] for letter in await letters_to(sandbox, person.email)]
    assert subjects == ["You are signed out everywhere"]


async def test_a_letter_waits_for_the_mail_server(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, product: Product, tmp_path: Path
) -> None:
    """What was done stays done while the server is away; the letter leaves when it is there, and is kept no longer."""
    person, _ = await product.person()
    async with open_product(database, services.redis_url, tmp_path / "away") as away:
        _, browser = await away.signed_in(person)
        assert (await browser.post("/account/sessions/end")).status_code == 303
        await away.work()
    with psycopg.connect(database.superuser) as connection:
        assert connection.execute(WAITING, (person.id,)).fetchall() == [(person.email,)]
        connection.execute("SET search_path = queue")
        connection.execute(NOW)
    await product.work()
    assert [letter["subject"] for letter in await letters_to(sandbox, person.email)] == [
        "You are signed out everywhere"
    ]
    with psycopg.connect(database.superuser) as connection:
        assert connection.execute(WAITING, (person.id,)).fetchall() == []


async def test_the_network_is_that_before_the_proxy(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Behind a trusted proxy a session's network is the visitor's, not the proxy's, which is everybody's."""
    clock = GivenClock(SystemClock().now())
    given = {**sandbox.settings(), "trusted_proxies": ("10.0.0.0/8",)}
    async with open_product(database, services.redis_url, tmp_path, clock=clock, **given) as product:
        here = walk(product, sandbox)
        here.browser.headers["X-Forwarded-For"] = "198.51.100.77"
        await here.whole()
        page = (await here.browser.get("/account/sessions")).text
    assert "198.51.100.0/24" in page
