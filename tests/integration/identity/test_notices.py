"""What a person is told by email about their own sign-in, though somebody else may have caused it."""

from pathlib import Path

import httpx

from invoiceflow.identity.actions.open_session import Opening, begin_session
from invoiceflow.identity.domain.session import Device
from invoiceflow.kernel.actor import Person
from invoiceflow.runtime.clock import SystemClock
from product import SECRET_KEY, GivenClock, Product, open_product
from services import DatabaseUrls, Sandbox, Services
from sign_in import letters_to, walk


async def notified(product: Product, person: Person, agent: str, network: str) -> bool:
    """Sign a person in from a device, and return whether they are to be told."""
    device, at = Device(agent, network), product.clock.now()
    opening = Opening(person.id, person.name, person.email, "tests", at, device)
    return (await begin_session(product.world.redis, opening, secret_key=SECRET_KEY)).notice is not None


async def test_a_new_device_is_told_of(product: Product) -> None:
    """The first sign-in of all is not; a known device in a known network neither; another of either is."""
    person, _ = await product.person()
    assert not await notified(product, person, "Firefox on Linux", "203.0.113.0/24")
    assert await notified(product, person, "Safari on iPhone", "203.0.113.0/24")
    assert await notified(product, person, "Firefox on Linux", "198.51.100.0/24")
    assert not await notified(product, person, "Firefox on Linux", "198.51.100.0/24")


async def test_a_sign_in_elsewhere_sends_a_letter(product: Product, sandbox: Sandbox) -> None:
    """It names the device and leads to the list of sessions."""
    first, second = walk(product, sandbox), walk(product, sandbox)
    await first.whole()
    second.browser.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/151.0"
    await second.whole()
    said = await letters_to(sandbox, "mara.petersen@studio-north.example")
    assert [letter for letter in said if letter["subject"] == "A new sign-in to InvoiceFlow"]


async def test_ending_everything_sends_a_letter(product: Product, sandbox: Sandbox) -> None:
    """To the person, whoever did it."""
    person, browser = await product.person()
    await browser.post("/account/sessions/end")
    subjects = [letter["subject"] for letter in await letters_to(sandbox, person.email)]
    assert subjects == ["You are signed out everywhere"]


async def test_a_mail_server_that_is_away_ends_nothing(product: Product) -> None:
    """What was done stays done when the notice cannot be sent."""
    _, browser = await product.person()
    answer: httpx.Response = await browser.post("/account/sessions/end")
    assert answer.status_code == 303


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
