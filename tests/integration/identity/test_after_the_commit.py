"""What a change of a person's own leads to is done although the process died as soon as the change was committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from secrets import token_hex

import httpx
import pytest

from caught_mail import letters_to
from crashing import Crashed, DoomedDatabase, Fuse
from invoiceflow.identity.domain.second_factor import NewFactor
from invoiceflow.identity.store import second_factor
from linking_house import WAYS, asked_to_link, somebody
from product import Product, serving
from sign_in import field, link_to
from stand_ins import Sandbox

ADDED, TAKEN = "A way to sign in was added", "A way to sign in was taken away"


async def test_a_new_name_reaches_sessions_and_tenants(product: Product) -> None:
    """Nobody was told when the process died; afterwards the other session and each tenant call them by it."""
    house = await product.house()
    _, other = await product.signed_in(house.owner)
    name = f"Ada {token_hex(3)}"
    async with dying(product, house.browser) as browser:
        await browser.post("/account/name", data={"name": name})
    assert name not in (await other.get("/account")).text
    await product.work()
    assert f'value="{name}"' in (await other.get("/account")).text
    assert name in (await other.get(f"/app/{house.slug}/settings/members")).text


async def test_a_new_address_is_known_and_the_former_one_told(product: Product, sandbox: Sandbox) -> None:
    """The session and the tenants have the new one, and whoever reads the former one learns of it, once."""
    house, email = await product.house(), f"new.{token_hex(4)}@example.com"
    await house.browser.post("/account/email", data={"email": email})
    path = await link_to(sandbox, email)
    async with dying(product, house.browser) as browser:
        await browser.get(path)
    await product.work()
    assert email in (await house.browser.get(WAYS)).text.split("We write to <b")[1].split("</b>")[0]
    assert email in (await house.browser.get(f"/app/{house.slug}/settings/members")).text
    assert await subjects(sandbox, house.owner.email) == ["Your email address was changed"]
    await product.work()
    assert len(await subjects(sandbox, house.owner.email)) == 1


@pytest.mark.parametrize("subject", [ADDED, TAKEN])
async def test_a_way_to_sign_in_is_told_of(product: Product, sandbox: Sandbox, subject: str) -> None:
    """Added or taken away: the letter is on its way with the commit."""
    here = await somebody(product, sandbox)
    page = (await here.browser.get(WAYS)).text
    email = page.split("We write to <b")[1].split(">")[1].split("<")[0]
    there, asked = await asked_to_link(here, "github")
    back = await there.choose(asked, "new")
    if subject == ADDED:
        async with dying(product, here.browser) as browser:
            await browser.get(back)
    else:
        await there.arrive(back)
        form = {name: field(page, name) for name in ("csrf", "issuer", "subject")}
        async with dying(product, here.browser) as browser:
            await browser.post(f"{WAYS}/unlink", data=form)
    await product.work()
    assert (await subjects(sandbox, email)).count(subject) == 1


async def test_a_second_factor_that_is_gone_is_told_of(product: Product, sandbox: Sandbox) -> None:
    """Switched off by somebody at an open browser: its owner reads it, though the process died."""
    person, browser = await product.person()
    new = NewFactor("sealed", 1, b"salt", (b"code",), product.clock.now())
    async with product.world.database.without_tenant() as connection:
        await second_factor.enable(connection, person.id, new)
    async with dying(product, browser) as doomed:
        await doomed.post("/account/security/off")
    await product.work()
    assert await subjects(sandbox, person.email) == ["Your second factor was switched off"]


@asynccontextmanager
async def dying(product: Product, browser: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Yield the browser before a process that dies with the first commit in the directory; expect it to."""
    doomed = replace(product.world, database=DoomedDatabase(product.world.database, Fuse(1)))
    with serving(doomed) as app:
        client = replace(product, app=app).client(dict(browser.headers))
        client.cookies = browser.cookies
        with pytest.raises((Crashed, BaseExceptionGroup)):
            yield client


async def subjects(sandbox: Sandbox, email: str) -> list[str]:
    """Return what was written to an address, newest first."""
    return [letter["subject"] for letter in await letters_to(sandbox, email)]
