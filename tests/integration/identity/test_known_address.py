"""An email address that somebody has makes nobody that person: pre-registration and look-alikes."""

from secrets import token_hex

import httpx
import psycopg
import pytest

from invoiceflow.identity import store
from invoiceflow.identity.domain.email import canonical
from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.queries import person_of_cookie
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import PersonId
from invoiceflow.web import cookies
from product import SECRET_KEY, Product
from services import DatabaseUrls
from sign_in import ask_for_link, field, link_to, persons_in, walk
from stand_ins import Sandbox

DEMO_EMAIL = "mara.petersen@studio-north.example"


async def who(product: Product, browser: httpx.AsyncClient) -> PersonId | None:
    """Return whom a browser is signed in as."""
    jar = browser.cookies.get(cookies.SESSION) or ""
    found = await person_of_cookie(product.world.redis, jar, secret_key=SECRET_KEY, at=product.clock.now())
    return found.id if found else None


@pytest.mark.parametrize("way", ["github", "oidc", "email"])
async def test_another_way_with_the_same_address_is_nobody_yet(
    product: Product, sandbox: Sandbox, database: DatabaseUrls, way: str
) -> None:
    """Whoever has it by Google is not signed in by another way, nor is a second person made: the page says how."""
    await walk(product, sandbox).whole()
    before = persons_in(database)
    here = walk(product, sandbox, way)
    if way == "email":
        await ask_for_link(here.browser, DEMO_EMAIL)
        answer = await here.browser.get(await link_to(sandbox, DEMO_EMAIL))
    else:
        answer = await here.whole()
    assert answer.status_code == 409
    assert "There is an account with your address" in answer.text
    assert (await who(product, here.browser), persons_in(database)) == (None, before)


async def test_an_account_of_ones_own_is_another(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """Who wants a second account gets an empty one, once, in the browser that was asked."""
    first = walk(product, sandbox)
    await first.whole()
    here, thief, before = walk(product, sandbox, "github"), walk(product, sandbox), persons_in(database)
    asked = await here.whole()
    form = {"csrf": field(asked.text, "csrf"), "token": field(asked.text, "token")}
    stolen = (await thief.browser.get("/login")).text
    refused = await thief.browser.post("/login/separate", data={**form, "csrf": field(stolen, "csrf")})
    assert (refused.status_code, persons_in(database)) == (409, before)
    asked = await here.whole()
    form = {"csrf": field(asked.text, "csrf"), "token": field(asked.text, "token")}
    opened = await here.browser.post("/login/separate", data=form)
    assert (opened.status_code, persons_in(database)) == (303, before + 1)
    assert await who(product, here.browser) not in (None, await who(product, first.browser))
    assert (await here.browser.get("/app")).headers["location"] == "/app/new"
    # From now on GitHub's identity is that person, without a question.
    again = walk(product, sandbox, "github")
    await again.whole()
    assert await who(product, again.browser) == await who(product, here.browser)
    with psycopg.connect(database.superuser) as connection:
        connection.execute("DELETE FROM directory.identities WHERE issuer LIKE '%%github'")


async def test_an_account_made_beforehand_is_not_entered_by_the_victim(
    product: Product, sandbox: Sandbox
) -> None:
    """Whoever registered the victim's address first keeps an account that the victim's own sign-in does not open."""
    victim = f"victim.{token_hex(4)}@example.com"
    attackers = Identity("https://issuer.example", token_hex(8), victim, "Attacker")
    async with product.world.database.without_tenant() as connection:
        attacker = await store.enter_person(connection, attackers, product.clock.now())
    here = walk(product, sandbox)
    await ask_for_link(here.browser, victim)
    asked = await here.browser.get(await link_to(sandbox, victim))
    form = {"csrf": field(asked.text, "csrf"), "token": field(asked.text, "token")}
    await here.browser.post("/login/separate", data=form)
    assert await who(product, here.browser) not in (None, attacker)


@pytest.mark.parametrize(
    "alike",
    [
        pytest.param("victim.{}@Example.COM", id="case"),
        pytest.param("VICTIM.{}@example.com", id="capitals"),
        pytest.param("vic.tim.{}@example.com", id="dots"),
        pytest.param("victim.{}+x@example.com", id="plus"),
        pytest.param("vict\u0456m.{}@example.com", id="homoglyph"),
        pytest.param("victim.{}@\u0435xample.com", id="homoglyph-domain"),
        pytest.param("victim.{}@xn--xample-9uf.com", id="punycode"),
        pytest.param("victim.{}@example.com.", id="trailing-dot"),
        pytest.param("victim.{}@example.com\u200b", id="zero-width"),
    ],
)
async def test_an_address_that_looks_alike_is_not_the_victim(product: Product, alike: str) -> None:
    """Whatever spelling another identity comes with, it is refused or another person, never the one who was there."""
    number = token_hex(4)
    now = product.clock.now()
    real = Identity("https://issuer.example", token_hex(8), f"victim.{number}@example.com", "Victim")
    false = Identity("https://issuer.example", token_hex(8), alike.format(number), "Victim")
    async with product.world.database.without_tenant() as connection:
        victim = await store.enter_person(connection, real, now)
    try:
        canonical(false.email)
        async with product.world.database.without_tenant() as connection:
            found = await store.enter_person(connection, false, now)
    except (Invalid, store.EmailKnown):
        return
    assert found != victim


async def test_a_name_told_by_a_provider_overwrites_nothing(product: Product) -> None:
    """What a person is called and written to is their own: a sign-in changes only what the identity is known by."""
    now, subject = product.clock.now(), token_hex(8)
    first = Identity("https://issuer.example", subject, f"first.{subject}@example.com", "First")
    told = Identity("https://issuer.example", subject, f"other.{subject}@example.com", "Other")
    async with product.world.database.without_tenant() as connection:
        person = await store.enter_person(connection, first, now)
        assert await store.enter_person(connection, told, now) == person
        facts = await store.load_person(connection, person)
    assert (facts.name, facts.email) == ("First", f"first.{subject}@example.com")
