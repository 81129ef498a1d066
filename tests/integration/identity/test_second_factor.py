"""The second factor: set up, asked for, used once, and lost."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import httpx
import psycopg
import pyotp
import pytest
from litestar.enums import HttpMethod

from invoiceflow.identity.actions.open_session import Opening, open_session
from invoiceflow.identity.domain.second_factor import RECOVERY_CODES
from invoiceflow.identity.domain.session import ELEVATION, Device
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.limit import SECOND_FACTOR
from invoiceflow.web import cookies
from product import SECRET_KEY, Product, every_route
from services import DatabaseUrls
from sign_in import field

HERE = "/account/security"
STEP = timedelta(seconds=30)
FILLED = {"uuid": str(UUID(int=7)), "int": "1"}
RECOVERY = re.compile(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b")


class Phone:
    """An app with a person's secret: it shows the code of the product's clock."""

    def __init__(self, product: Product, secret: str) -> None:
        self._product, self._totp = product, pyotp.TOTP(secret)

    def code(self) -> str:
        """Return what it shows now."""
        return self._totp.at(self._product.clock.now())

    def next_code(self) -> str:
        """Wait for a code that was not used yet, and return it."""
        self._product.clock.advance(STEP)
        return self.code()

    def wrong_code(self) -> str:
        """Return a code that counts neither now nor before or after."""
        near = {self._totp.at(self._product.clock.now() + STEP * away) for away in (-2, -1, 0, 1, 2)}
        return next(code for number in range(10) if (code := f"{number:06}") not in near)


async def enabled(product: Product, browser: httpx.AsyncClient) -> tuple[Phone, list[str]]:
    """Switch the second factor on; return the phone and the recovery codes."""
    page = (await browser.get(f"{HERE}/setup")).text
    secret = page.split('class="mono grow')[1].split(">", 1)[1].split("<")[0].replace(" ", "")
    phone = Phone(product, secret)
    done = await browser.post(f"{HERE}/setup", data={"code": phone.code()})
    assert done.status_code == 200, done.text
    return phone, RECOVERY.findall(done.text.split("Recovery codes")[1].split("</ul>")[0])


async def asked(product: Product, person: Person) -> httpx.AsyncClient:
    """Return a browser that has proved the first factor of a person who has a second one."""
    opening = Opening(
        person.id, person.name, person.email, "tests", product.clock.now(), Device("Edge on Windows", "")
    )
    session = await open_session(product.world, opening, secret_key=SECRET_KEY)
    assert session.asks
    browser = product.client({"Accept": "text/html"})
    browser.cookies.set(cookies.QUESTION, session.cookie)
    return browser


async def answered(browser: httpx.AsyncClient, code: str, next_path: str = "/app/new") -> httpx.Response:
    """Answer the question with a code."""
    page = await browser.get("/login/second", params={"next": next_path})
    form = {"csrf": field(page.text, "csrf"), "next": field(page.text, "next"), "code": code}
    return await browser.post("/login/second", data=form)


def is_told_to_wait(refused: httpx.Response) -> bool:
    """Return whether an answer says that no code counts any more, for how long, and by which limit."""
    wait = refused.headers["retry-after"]
    policy, left = refused.headers["ratelimit-policy"], refused.headers["ratelimit"]
    is_limit = f'"second_factor";q={SECOND_FACTOR.amount};w={SECOND_FACTOR.seconds}' in policy
    is_told = is_limit and f'"second_factor";r=0;t={wait}' in left
    return refused.status_code == 429 and is_told and 0 < int(wait) <= SECOND_FACTOR.seconds


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Return whether the browser has a session."""
    return (await browser.get("/account")).status_code == 200


async def test_it_is_switched_on_by_a_first_code(product: Product) -> None:
    """A wrong code switches nothing on; the right one does, and shows ten recovery codes once."""
    _, browser = await product.person()
    refused = await browser.post(f"{HERE}/setup", data={"code": "000000"})
    assert refused.headers["location"] == HERE
    page = await browser.get(f"{HERE}/setup")
    assert "data:image/svg+xml;base64," in page.text
    wrong = await browser.post(f"{HERE}/setup", data={"code": "12345"})
    assert wrong.status_code == 422
    assert "Set up" in (await browser.get(HERE)).text
    _, codes = await enabled(product, browser)
    assert len(set(codes)) == RECOVERY_CODES
    after = (await browser.get(HERE)).text
    assert "10 of 10 left" in after
    assert not [code for code in codes if code in after]
    assert (await browser.get(f"{HERE}/setup")).headers["location"] == HERE


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


async def test_a_code_counts_once(product: Product) -> None:
    """Neither the code that was just used nor an older one opens a second session, however many ask at once."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    code = phone.next_code()
    first, second = await asked(product, person), await asked(product, person)
    answers = await asyncio.gather(answered(first, code), answered(second, code))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert [await is_in(first), await is_in(second)].count(True) == 1
    late = await asked(product, person)
    assert (await answered(late, code)).status_code == 422


async def test_a_code_is_good_for_a_short_while(product: Product) -> None:
    """A clock may be off by half a minute; two steps later a code is old."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    code = phone.next_code()
    product.clock.advance(STEP * 2)
    assert (await answered(await asked(product, person), code)).status_code == 422
    slow = phone.code()
    product.clock.advance(STEP)
    assert (await answered(await asked(product, person), slow)).status_code == 303


async def test_wrong_codes_make_everyone_wait(product: Product) -> None:
    """After five of them even the right one is not looked at, in whichever browser; a wait is named."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    phone.next_code()
    guesser = await asked(product, person)
    for _ in range(SECOND_FACTOR.amount):
        assert (await answered(guesser, phone.wrong_code())).status_code == 422
    for each in (guesser, await asked(product, person)):
        refused = await answered(each, phone.code())
        assert is_told_to_wait(refused)
        assert not await is_in(each)
    confirming = await browser.post("/login/confirm", data={"code": phone.code(), "next": "/app"})
    assert is_told_to_wait(confirming)


async def test_setting_up_waits_after_wrong_codes(product: Product) -> None:
    """The app's first code is guessed as little as any other."""
    _, browser = await product.person()
    await browser.get(f"{HERE}/setup")
    for _ in range(SECOND_FACTOR.amount):
        assert (await browser.post(f"{HERE}/setup", data={"code": "000000"})).status_code == 422
    assert is_told_to_wait(await browser.post(f"{HERE}/setup", data={"code": "000000"}))


async def test_guesses_at_once_are_counted(product: Product) -> None:
    """Twenty guesses in the same moment are five guesses."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    phone.next_code()
    guesser = await asked(product, person)
    page = await guesser.get("/login/second")
    form = {"csrf": field(page.text, "csrf"), "next": "/app", "code": phone.wrong_code()}
    answers = await asyncio.gather(*(guesser.post("/login/second", data=form) for _ in range(20)))
    assert [answer.status_code for answer in answers].count(422) == SECOND_FACTOR.amount


async def test_a_recovery_code_counts_once(product: Product) -> None:
    """Written with capitals and spaces or not; then it is used up."""
    person, browser = await product.person()
    _, codes = await enabled(product, browser)
    typed = codes[3].upper().replace("-", " ")
    assert (await answered(await asked(product, person), typed)).status_code == 303
    assert (await answered(await asked(product, person), codes[3])).status_code == 422
    assert "9 of 10 left" in (await browser.get(HERE)).text


async def test_new_recovery_codes_replace_the_old(product: Product) -> None:
    """The old ones count no more."""
    person, browser = await product.person()
    _, old = await enabled(product, browser)
    new = RECOVERY.findall((await browser.post(f"{HERE}/codes")).text.split("Recovery codes")[1])
    assert (await answered(await asked(product, person), old[0])).status_code == 422
    assert (await answered(await asked(product, person), new[0])).status_code == 303


@pytest.mark.parametrize("action", ["setup", "codes", "off"])
async def test_changing_it_needs_a_fresh_proof(product: Product, action: str) -> None:
    """Fifteen minutes after the last proof the person is led to confirm."""
    _, browser = await product.person()
    await enabled(product, browser)
    product.clock.advance(ELEVATION)
    answer = await browser.post(f"{HERE}/{action}")
    assert answer.headers["location"].startswith("/login/confirm")
    assert "10 of 10 left" in (await browser.get(HERE)).text


async def test_who_has_one_confirms_with_it(product: Product) -> None:
    """A code gives the session a new id and a fresh proof; the old id is dead at once, open forms stay good."""
    _, browser = await product.person()
    phone, _ = await enabled(product, browser)
    product.clock.advance(ELEVATION)
    old = product.client(dict(browser.headers))
    old.cookies.update(browser.cookies)
    page = await browser.get("/login/confirm", params={"next": HERE})
    assert 'name="code"' in page.text
    assert "Continue with" not in page.text
    done = await browser.post("/login/confirm", data={"code": phone.next_code(), "next": HERE})
    assert (done.status_code, done.headers["location"]) == (303, HERE)
    assert not await is_in(old)
    after = product.client(dict(browser.headers))
    after.cookies.set(cookies.SESSION, done.cookies[cookies.SESSION])
    assert (await after.post(f"{HERE}/off")).headers["location"] == HERE
    assert "Set up" in (await after.get(HERE)).text


async def test_nothing_stored_tells_the_secret(product: Product, database: DatabaseUrls) -> None:
    """Neither PostgreSQL nor Redis holds the secret or a recovery code in the clear."""
    person, browser = await product.person()
    page = (await browser.get(f"{HERE}/setup")).text
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


async def test_what_is_no_whole_code_uses_up_no_try(product: Product) -> None:
    """An empty or short one is a slip: however many there were, the right code counts."""
    _, browser = await product.person()
    phone, _ = await enabled(product, browser)
    for slip in ("", "123", "12345678") * 2:
        answer = await browser.post("/login/confirm", data={"code": slip, "next": "/app"})
        assert (answer.status_code, "all six digits" in answer.text) == (422, True)
    done = await browser.post("/login/confirm", data={"code": phone.next_code(), "next": "/app"})
    assert done.status_code == 303
