"""The second factor: set up, asked for, used once, and lost."""

import re
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from litestar.enums import HttpMethod

from invoiceflow.identity.domain.second_factor import RECOVERY_CODES
from invoiceflow.identity.domain.session import ELEVATION
from invoiceflow.web import cookies
from phones import RECOVERY, SECURITY, answered, asked, enabled, is_in
from product import Product, every_route
from services import DatabaseUrls
from sign_in import field

FILLED = {"uuid": str(UUID(int=7)), "int": "1"}


async def test_it_is_switched_on_by_a_first_code(product: Product) -> None:
    """A wrong code switches nothing on; the right one does, and shows ten recovery codes once."""
    _, browser = await product.person()
    refused = await browser.post(f"{SECURITY}/setup", data={"code": "000000"})
    assert refused.headers["location"] == SECURITY
    page = await browser.get(f"{SECURITY}/setup")
    assert "data:image/svg+xml;base64," in page.text
    wrong = await browser.post(f"{SECURITY}/setup", data={"code": "12345"})
    assert wrong.status_code == 422
    assert "Set up" in (await browser.get(SECURITY)).text
    _, codes = await enabled(product, browser)
    assert len(set(codes)) == RECOVERY_CODES
    after = (await browser.get(SECURITY)).text
    assert "10 of 10 left" in after
    assert not [code for code in codes if code in after]
    assert (await browser.get(f"{SECURITY}/setup")).headers["location"] == SECURITY


async def test_signing_in_asks_for_it(product: Product) -> None:
    """The first factor alone opens nothing; with the code the session begins and the question is gone."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    newcomer = await asked(product, person)
    assert not await is_in(newcomer)
    done = await answered(newcomer, phone.next_code())
    assert (done.status_code, done.headers["location"]) == (303, "/app/new")
    assert await is_in(newcomer)
    assert (await newcomer.get("/login/second")).headers["location"] == "/login"


async def test_new_recovery_codes_replace_the_old(product: Product) -> None:
    """The old ones count no more."""
    person, browser = await product.person()
    _, old = await enabled(product, browser)
    new = RECOVERY.findall((await browser.post(f"{SECURITY}/codes")).text.split("Recovery codes")[1])
    assert (await answered(await asked(product, person), old[0])).status_code == 422
    assert (await answered(await asked(product, person), new[0])).status_code == 303


@pytest.mark.parametrize("action", ["setup", "codes", "off"])
async def test_changing_it_needs_a_fresh_proof(product: Product, action: str) -> None:
    """Fifteen minutes after the last proof the person is led to confirm."""
    _, browser = await product.person()
    await enabled(product, browser)
    product.clock.advance(ELEVATION)
    answer = await browser.post(f"{SECURITY}/{action}")
    assert answer.headers["location"].startswith("/login/confirm")
    assert "10 of 10 left" in (await browser.get(SECURITY)).text


async def test_who_has_one_confirms_with_it(product: Product) -> None:
    """A code gives the session a new id and a fresh proof; the old id is dead at once, open forms stay good."""
    _, browser = await product.person()
    phone, _ = await enabled(product, browser)
    product.clock.advance(ELEVATION)
    old = product.client(dict(browser.headers))
    old.cookies.update(browser.cookies)
    page = await browser.get("/login/confirm", params={"next": SECURITY})
    assert 'name="code"' in page.text
    assert "Continue with" not in page.text
    done = await browser.post("/login/confirm", data={"code": phone.next_code(), "next": SECURITY})
    assert (done.status_code, done.headers["location"]) == (303, SECURITY)
    assert not await is_in(old)
    after = product.client(dict(browser.headers))
    after.cookies.set(cookies.SESSION, done.cookies[cookies.SESSION])
    assert (await after.post(f"{SECURITY}/off")).headers["location"] == SECURITY
    assert "Set up" in (await after.get(SECURITY)).text


async def test_nothing_stored_tells_the_secret(product: Product, database: DatabaseUrls) -> None:
    """Neither PostgreSQL nor Redis holds the secret or a recovery code in the clear."""
    person, browser = await product.person()
    page = (await browser.get(f"{SECURITY}/setup")).text
    secret = page.split('class="mono grow')[1].split(">", 1)[1].split("<")[0].replace(" ", "")
    redis = product.world.redis
    held = [
        await redis.get(key) async for key in redis.scan_iter("g:*") if await redis.type(key) == b"string"
    ]
    _, codes = await enabled(product, browser)
    with psycopg.connect(database.superuser) as connection:
        row = connection.execute(
            "SELECT f::text FROM directory.second_factors f WHERE person_id = %s", [person.id]
        ).fetchone()
    assert row
    assert held
    for hidden in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert hidden not in row[0]
        assert not [value for value in held if value and hidden.encode() in value]


async def test_the_secret_of_another_person_opens_nothing(product: Product, database: DatabaseUrls) -> None:
    """A sealed secret that is moved into another person's row is not accepted there."""
    (attacker, mallory), (victim, browser) = await product.person("Mallory"), await product.person()
    phone, _ = await enabled(product, mallory)
    await enabled(product, browser)
    with psycopg.connect(database.superuser) as connection:
        connection.execute(
            "UPDATE directory.second_factors SET sealed = (SELECT sealed FROM directory.second_factors "
            "WHERE person_id = %s) WHERE person_id = %s",
            [attacker.id, victim.id],
        )
    answer = await answered(await asked(product, victim), phone.next_code())
    assert answer.status_code == 500


async def test_half_signed_in_opens_no_route(product: Product) -> None:
    """Whoever has answered the first factor alone is a stranger to every route that is not public."""
    person, browser = await product.person()
    await enabled(product, browser)
    half = await asked(product, person)
    half.headers["X-CSRF-Token"] = field((await half.get("/login/second")).text, "csrf")
    opened = []
    for method, path, guard in closed_routes():
        answer = await half.request(method, path)
        led_away = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if not led_away and answer.status_code not in (401, 403):
            opened.append(f"{method} {path} ({guard}): {answer.status_code}")
    assert opened == []


def closed_routes() -> Iterator[tuple[str, str, str]]:
    """Yield method, address and guard of every route that is not open to everyone."""
    for route in every_route():
        path = re.sub(r"\{\w+:(\w+)\}", lambda kind: FILLED.get(kind[1], "x"), route.path)
        for handler in route.route_handlers:
            if HttpMethod.OPTIONS in handler.http_methods:
                continue  # Litestar's own answer to what a route takes
            guard = handler.resolve_guards()[0].__qualname__.split(".")[0]
            if guard != "public":
                yield from ((str(method), path, guard) for method in handler.http_methods)
