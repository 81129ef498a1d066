"""Signing in against a real OpenID Connect provider, and every way in which its answer can be false."""

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from invoiceflow.identity.adapters.oidc import KEEP_METADATA
from invoiceflow.identity.domain.session import ATTEMPT, Attempt
from invoiceflow.identity.queries import person_of_cookie
from invoiceflow.runtime.redis import global_key
from invoiceflow.web import cookies
from product import SECRET_KEY, GivenClock, Product, open_product
from services import DatabaseUrls, Services
from sign_in import DEMO_OWNER, field, parameters, persons_in, walk
from stand_ins import Sandbox

FALSE = "could not be verified"
UNVERIFIED = "has not verified your email address"
FAULTS = {
    "signature": FALSE,
    "audience": FALSE,
    "audiences": FALSE,
    "no_keys": FALSE,
    "issuer": FALSE,
    "nonce": FALSE,
    "expired": FALSE,
    "unverified_email": UNVERIFIED,
    "no_email": UNVERIFIED,
    "answer_issuer": FALSE,
    "no_answer_issuer": FALSE,
}
FAULTS_OF_GITHUB = {
    "token": FALSE,
    "emails_hidden": FALSE,
    "unverified_email": UNVERIFIED,
    "secondary_email": UNVERIFIED,
    "no_email": UNVERIFIED,
    "answer_issuer": FALSE,
}
EVERY_FAULT = [
    *(("google", fault, words) for fault, words in FAULTS.items()),
    *(("oidc", fault, words) for fault, words in FAULTS.items()),
    *(("github", fault, words) for fault, words in FAULTS_OF_GITHUB.items()),
]
WAYS = ("google", "github", "oidc")


def was_refused(answer: httpx.Response, words: str) -> bool:
    """Return whether a sign-in ended on the sign-in page, with the reason and without a session."""
    cookie = cookies.name_of(cookies.SESSION, secure=False)
    return answer.status_code == 409 and words in answer.text and cookie not in answer.cookies


@pytest.mark.parametrize("way", WAYS)
async def test_a_person_signs_in(product: Product, sandbox: Sandbox, way: str) -> None:
    """The way leads to the provider and back, into a session."""
    here = walk(product, sandbox, way)
    answer = await here.whole("new", next_path="/app/new")
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/new")
    assert (await here.browser.get("/app")).headers["location"] == "/app/new"


async def test_the_same_person_is_known_again(product: Product, sandbox: Sandbox) -> None:
    """A person is the provider's subject: two sign-ins are one person, two new people are two."""
    persons = []
    for person in (DEMO_OWNER, DEMO_OWNER, "new", "new"):
        here = walk(product, sandbox)
        await here.whole(person)
        jar = here.browser.cookies[cookies.SESSION]
        found = await person_of_cookie(
            product.world.redis, jar, secret_key=SECRET_KEY, at=product.clock.now()
        )
        assert found
        persons.append(found.id)
    assert persons[0] == persons[1]
    assert len(set(persons)) == 3


async def test_the_request_is_bound_to_this_attempt(product: Product, sandbox: Sandbox) -> None:
    """State, nonce and PKCE's challenge are fresh for each attempt, and the verifier never leaves the server."""
    first, second = [await walk(product, sandbox).start() for _ in range(2)]
    kept = await product.world.redis.get(
        global_key("attempt", hashlib.sha256(first["state"].encode()).hexdigest())
    )
    attempt = msgspec.json.decode(kept or b"", type=Attempt)
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    assert first["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert first["code_challenge_method"] == "S256"
    assert attempt.verifier not in first.values()
    assert not {first[name] for name in ("state", "nonce", "code_challenge")} & set(second.values())


@pytest.mark.parametrize(("way", "fault", "words"), EVERY_FAULT)
async def test_a_false_answer_is_refused(
    product: Product, sandbox: Sandbox, database: DatabaseUrls, way: str, fault: str, words: str
) -> None:
    """Whatever is wrong with a provider's answer, nobody is signed in or entered, and the page says so."""
    before = persons_in(database)
    here = walk(product, sandbox, way)
    await here.spoil(fault)
    assert was_refused(await here.whole("new"), words)
    assert persons_in(database) == before
    assert (await here.browser.get("/app")).headers["location"].startswith("/login")
    assert (await here.whole("new")).status_code == 303


async def test_a_provider_that_does_not_say_where_to_ask_is_as_good_as_away(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Its discovery document lacks what it must have: the page says so, and the next one that is whole counts."""
    clock = GivenClock()
    async with open_product(
        database, services.redis_url, tmp_path, clock=clock, **sandbox.settings()
    ) as alone:
        here = walk(alone, sandbox)
        for moved in (timedelta(0), KEEP_METADATA + timedelta(seconds=1), -2 * KEEP_METADATA):
            clock.advance(moved)
            await here.spoil("no_endpoints")
            assert was_refused(await here.press(), "does not answer at the moment")
            assert (await here.press()).status_code == 303


async def test_a_private_address_is_read_from_the_list(product: Product, sandbox: Sandbox) -> None:
    """GitHub shows it to nobody, but tells it to who may read addresses."""
    here = walk(product, sandbox, "github")
    await here.spoil("private_email")
    assert (await here.whole("new", next_path="/app/new")).headers["location"] == "/app/new"


@pytest.mark.parametrize(("asked", "answered"), [("google", "oidc"), ("oidc", "google"), ("github", "oidc")])
async def test_providers_are_not_mixed_up(
    product: Product, sandbox: Sandbox, asked: str, answered: str
) -> None:
    """An answer at another provider's address is refused before its code is shown to anybody (RFC 9700, 4.4)."""
    here = walk(product, sandbox, asked)
    back = await here.choose(await here.start(), "new")
    crossed = back.replace(f"/login/{asked}/", f"/login/{answered}/")
    assert was_refused(await here.arrive(crossed), FALSE)
    assert was_refused(await here.arrive(back), "too old")


async def test_a_way_without_settings_is_not_offered(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """The page has no button for a provider that the settings do not name, and its addresses do not exist."""
    async with open_product(database, services.redis_url, tmp_path) as alone:
        browser = alone.client({"Accept": "text/html"})
        page = await browser.get("/login")
        form = {"csrf": field(page.text, "csrf")}
        pressed = await browser.post("/login/github", data=form)
        back = await browser.get("/login/github/callback?code=a&state=b")
    assert "Continue with Google" in page.text
    assert "GitHub" not in page.text
    assert (pressed.status_code, back.status_code) == (404, 404)


async def test_the_last_way_is_remembered(product: Product, sandbox: Sandbox) -> None:
    """After signing in and out, this browser's page marks the way that was used."""
    here = walk(product, sandbox, "github")
    before = await here.browser.get("/login")
    await here.whole("new")
    here.browser.cookies.delete(cookies.SESSION)
    after = await here.browser.get("/login")
    assert ("Last used" in before.text, "Last used" in after.text) == (False, True)
    assert (
        'aria-describedby="last-used"'
        in after.text.split("Continue with GitHub")[0].split("/login/github")[1]
    )


async def test_an_answer_counts_once(product: Product, sandbox: Sandbox) -> None:
    """The same address opened a second time signs nobody in, also not in the browser that began."""
    here, thief = walk(product, sandbox), walk(product, sandbox)
    back = await here.choose(await here.start())
    await here.arrive(back)
    await thief.start()
    assert was_refused(await thief.arrive(back), "too old")
    again = await here.arrive(back)
    assert (again.status_code, again.headers["location"]) == (303, "/app")


async def test_two_answers_at_once_are_one(product: Product, sandbox: Sandbox) -> None:
    """Of two arrivals at the same moment one is signed in."""
    here = walk(product, sandbox)
    back = await here.choose(await here.start())
    answers = await asyncio.gather(here.arrive(back), here.arrive(back))
    assert sorted(answer.status_code for answer in answers) == [303, 409]


async def test_an_answer_counts_in_its_own_browser_alone(product: Product, sandbox: Sandbox) -> None:
    """Someone else's answer does not sign a victim in: the attempt belongs to the browser that began it."""
    attacker, victim = walk(product, sandbox), walk(product, sandbox)
    back = await attacker.choose(await attacker.start())
    await victim.browser.get("/login")
    assert was_refused(await victim.arrive(back), "another browser")
    assert was_refused(await walk(product, sandbox).arrive(back), "another browser")


async def test_an_unknown_state_is_refused(product: Product, sandbox: Sandbox) -> None:
    """An answer that nobody asked for, or without a state, signs nobody in."""
    here = walk(product, sandbox)
    code = parameters(await here.choose(await here.start()))["code"]
    for state in ("", "&state=", "&state=made-up"):
        assert was_refused(await here.arrive(f"/login/google/callback?code={code}{state}"), "too old")


async def test_a_foreign_code_is_refused(product: Product, sandbox: Sandbox) -> None:
    """A code that another attempt got does not fit this attempt's verifier."""
    here, other = walk(product, sandbox), walk(product, sandbox)
    asked = await here.start()
    stolen = parameters(await other.choose(await other.start()))["code"]
    assert was_refused(
        await here.arrive(f"/login/google/callback?code={stolen}&state={asked['state']}"), FALSE
    )


async def test_an_attempt_ends_by_itself(product: Product, sandbox: Sandbox) -> None:
    """What was begun can be finished for ten minutes."""
    asked = await walk(product, sandbox).start()
    key = global_key("attempt", hashlib.sha256(asked["state"].encode()).hexdigest())
    assert 0 < await product.world.redis.ttl(key) <= ATTEMPT.total_seconds()


async def test_who_declines_is_told_so(product: Product, sandbox: Sandbox) -> None:
    """A person who cancels at the provider comes back to the sign-in page."""
    here = walk(product, sandbox)
    assert was_refused(await here.arrive(await here.choose(await here.start(), person="")), "cancelled")


async def test_new_keys_of_the_provider_are_taken(product: Product, sandbox: Sandbox) -> None:
    """After the provider changed its keys, sign-ins go on: also one that was begun before."""
    here = walk(product, sandbox)
    await here.whole()
    late = walk(product, sandbox)
    asked = await late.start()
    await here.rotate_keys()
    assert (await late.arrive(await late.choose(asked))).status_code == 303


async def test_a_provider_that_is_away_is_said_so(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> None:
    """When the provider does not answer, the page says so instead of breaking."""
    async with open_product(database, services.redis_url, tmp_path) as alone:
        answer = await walk(alone, sandbox).press()
    assert was_refused(answer, "does not answer")


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/login", "/app\\evil", "/app\r\nSet-Cookie: a=b"]
)
async def test_signing_in_leads_nowhere_else(product: Product, sandbox: Sandbox, address: str) -> None:
    """The page to go to afterwards is one of ours."""
    answer = await walk(product, sandbox).whole(next_path=address)
    assert answer.headers["location"] == "/app"


async def test_a_sign_in_that_waits_too_long_is_refused(product: Product, sandbox: Sandbox) -> None:
    """An ID token that is older than its lifetime does not count, by our clock."""
    here = walk(product, sandbox)
    back = await here.choose(await here.start())
    product.clock.advance(timedelta(hours=1, minutes=2))
    assert was_refused(await here.arrive(back), FALSE)
