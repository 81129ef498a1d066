"""Linking ways to sign in, and every way in which somebody else could."""

import asyncio
from datetime import timedelta
from secrets import token_hex

import pytest

from caught_mail import letters_to
from invoiceflow.identity.domain.session import ELEVATION
from linking_house import WAYS, asked_to_link, identities, issuers, press, somebody, who
from product import Product
from services import DatabaseUrls
from sign_in import ask_for_link, field, link_to, persons_in, walk
from stand_ins import Sandbox


@pytest.mark.parametrize("way", ["github", "oidc"])
async def test_a_linked_provider_signs_the_same_person_in(
    product: Product, sandbox: Sandbox, database: DatabaseUrls, way: str
) -> None:
    """After linking both ways lead to one person, and the person is told by email."""
    here = await somebody(product, sandbox)
    me, before = await who(product, here.browser), persons_in(database)
    there, asked = await asked_to_link(here, way)
    back = await there.choose(asked, "new")
    answer = await there.arrive(back)
    assert (answer.status_code, answer.headers["location"]) == (303, WAYS)
    assert issuers(database, me) == sorted(["google", way])
    email = next(email for issuer, email in identities(database, me) if issuer == "google")
    await product.work()
    assert (await letters_to(sandbox, email))[0]["subject"] == "A way to sign in was added"
    page = (await here.browser.get(WAYS)).text
    subject = page.split(f"/{way}")[1].split('name="subject" value="')[1].split('"')[0]
    again = walk(product, sandbox, way)
    await again.whole(await person_number(sandbox, subject))
    assert (await who(product, again.browser), persons_in(database)) == (me, before)


async def person_number(sandbox: Sandbox, subject: str) -> str:
    """Return what the stand-in's page calls the account of a subject; GitHub's numbers are shorter than that."""
    del sandbox
    return subject if len(subject) > 12 else f"2{int(subject):020}"


async def test_an_address_is_linked_by_its_mail(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """A link to the address, opened in the same session, lets the address sign this person in."""
    here, email = await somebody(product, sandbox), f"second.{token_hex(4)}@example.com"
    me = await who(product, here.browser)
    assert (await press(here, f"{WAYS}/email", email=email)).headers["location"] == WAYS
    answer = await here.browser.get(await link_to(sandbox, email))
    assert answer.headers["location"] == WAYS
    assert ("mailto:", email) in identities(database, me)
    other = walk(product, sandbox)
    await ask_for_link(other.browser, email)
    await other.browser.get(await link_to(sandbox, email))
    assert await who(product, other.browser) == me


async def test_linking_asks_for_a_fresh_proof(product: Product, sandbox: Sandbox) -> None:
    """A session that was proven long ago is led to confirm first, for each of the forms."""
    here = await somebody(product, sandbox)
    product.clock.advance(ELEVATION + timedelta(seconds=1))
    for path in (f"{WAYS}/github", f"{WAYS}/email", f"{WAYS}/unlink", "/account/email"):
        answer = await press(here, path, email="a@example.com", issuer="a", subject="b")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login/confirm"), path


@pytest.mark.parametrize("path", [f"{WAYS}/github", f"{WAYS}/email", f"{WAYS}/unlink", "/account/email"])
async def test_another_site_cannot_begin_it(product: Product, sandbox: Sandbox, path: str) -> None:
    """Without the token of this sign-in's own pages nothing begins, whatever the cookie."""
    here = await somebody(product, sandbox)
    form = {"email": "eve@example.com", "issuer": "a", "subject": "b"}
    bare = await here.browser.post(path, data=form)
    other = await somebody(product, sandbox)
    foreign = field((await other.browser.get(WAYS)).text, "csrf")
    borrowed = await here.browser.post(path, data={**form, "csrf": foreign})
    crossed = await here.browser.post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert [answer.status_code for answer in (bare, borrowed, crossed)] == [403, 403, 403]


async def test_an_attackers_answer_links_nothing_to_the_victim(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """The address that would link the attacker's identity, opened by the victim's browser, is refused (link CSRF)."""
    attacker, victim = await somebody(product, sandbox), await somebody(product, sandbox)
    there, asked = await asked_to_link(attacker, "github")
    back = await there.choose(asked, "new")
    answer = await victim.browser.get(back)
    assert answer.headers["location"] == "/app"
    assert issuers(database, await who(product, victim.browser)) == ["google"]
    # It is spent now, for the attacker as well.
    await attacker.browser.get(back)
    assert issuers(database, await who(product, attacker.browser)) == ["google"]


async def test_an_answer_links_once(product: Product, sandbox: Sandbox, database: DatabaseUrls) -> None:
    """Replayed, also at the same moment, it changes nothing."""
    here = await somebody(product, sandbox)
    me = await who(product, here.browser)
    there, asked = await asked_to_link(here, "github")
    back = await there.choose(asked, "new")
    await asyncio.gather(here.browser.get(back), here.browser.get(back))
    await here.browser.get(back)
    assert issuers(database, me) == ["github", "google"]


async def test_what_was_begun_ends_with_the_session(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """After signing out, or in as somebody else, an answer that was asked for before links nothing to anybody."""
    here = await somebody(product, sandbox)
    me, before = await who(product, here.browser), persons_in(database)
    there, asked = await asked_to_link(here, "github")
    back = await there.choose(asked, "new")
    await press(here, "/login/end")
    assert (await here.browser.get(back)).status_code == 409
    assert (await who(product, here.browser), issuers(database, me)) == (None, ["google"])
    assert persons_in(database) == before
    here.browser.cookies.clear()
    await here.whole("new")
    stolen = await there.choose(asked, "new")
    await here.browser.get(stolen)
    assert issuers(database, await who(product, here.browser)) == ["google"]


async def test_somebody_elses_identity_is_not_taken(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """An identity that signs another person in stays theirs, and the page says so."""
    owner = await somebody(product, sandbox, "github")
    here = await somebody(product, sandbox)
    theirs = (await owner.browser.get(WAYS)).text.split('name="subject" value="')[1].split('"')[0]
    there, asked = await asked_to_link(here, "github")
    answer = await there.arrive(await there.choose(asked, await person_number(sandbox, theirs)))
    assert answer.headers["location"] == WAYS
    assert "signs somebody else in. Nothing was linked." in (await here.browser.get(WAYS)).text
    assert issuers(database, await who(product, here.browser)) == ["google"]
    assert issuers(database, await who(product, owner.browser)) == ["github"]


@pytest.mark.parametrize("fault", ["token", "unverified_email", "no_email", "answer_issuer"])
async def test_a_false_answer_links_nothing(
    product: Product, sandbox: Sandbox, database: DatabaseUrls, fault: str
) -> None:
    """What is refused for signing in is refused for linking, and the session goes on."""
    here = await somebody(product, sandbox)
    there, asked = await asked_to_link(here, "github")
    await there.spoil(fault)
    answer = await there.arrive(await there.choose(asked, "new"))
    assert answer.headers["location"] == WAYS
    assert issuers(database, await who(product, here.browser)) == ["google"]


async def test_a_link_by_email_links_in_its_own_session_alone(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """Whoever else opens it, signed in or not, links nothing; there is no agreeing either."""
    attacker, victim = await somebody(product, sandbox), await somebody(product, sandbox)
    email = f"victim.{token_hex(4)}@example.com"
    await press(attacker, f"{WAYS}/email", email=email)
    path = await link_to(sandbox, email)
    nobody = product.client({"Accept": "text/html"})
    await nobody.get("/login")
    assert "only works in the browser where it was asked for" in (await nobody.get(path)).text
    await victim.browser.get(path)
    await press(victim, "/login/email/open", token=path.rpartition("/")[2])
    for one in (attacker, victim):
        assert issuers(database, await who(product, one.browser)) == ["google"]
    # None of that used it up.
    await attacker.browser.get(path)
    assert issuers(database, await who(product, attacker.browser)) == ["google", "mailto:"]


async def test_the_email_address_changes_by_its_mail(product: Product, sandbox: Sandbox) -> None:
    """The new address counts once its link was opened in this session; the old one is told."""
    here, email = await somebody(product, sandbox), f"new.{token_hex(4)}@example.com"
    former = (await here.browser.get(WAYS)).text.split("We write to <b")[1].split(">")[1].split("<")[0]
    await press(here, "/account/email", email=email)
    assert former in (await here.browser.get(WAYS)).text
    elsewhere = await product.client({"Accept": "text/html"}).get(await link_to(sandbox, email))
    assert elsewhere.status_code == 409
    await here.browser.get(await link_to(sandbox, email))
    page = (await here.browser.get(WAYS)).text
    assert email in page.split("We write to <b")[1].split("</b>")[0]
    await product.work()
    (notice, *_) = await letters_to(sandbox, former)
    assert notice["subject"] == "Your email address was changed"
    assert email in notice["text"]


async def test_confirming_by_email_takes_an_own_address(product: Product, sandbox: Sandbox) -> None:
    """A link confirms who one is only where its address signs this very person in."""
    here, mine = await somebody(product, sandbox), f"mine.{token_hex(4)}@example.com"
    await press(here, f"{WAYS}/email", email=mine)
    await here.browser.get(await link_to(sandbox, mine))
    me, foreign = await who(product, here.browser), f"foreign.{token_hex(4)}@example.com"
    product.clock.advance(ELEVATION + timedelta(seconds=1))
    await press(here, "/login/email", email=foreign, confirm="1", next=WAYS)
    await here.browser.get(await link_to(sandbox, foreign))
    assert (await press(here, f"{WAYS}/github")).headers["location"].startswith("/login/confirm")
    assert mine in (await here.browser.get("/login/confirm")).text
    await press(here, "/login/email", email=mine, confirm="1", next=WAYS)
    answer = await here.browser.get(await link_to(sandbox, mine))
    assert (answer.headers["location"], await who(product, here.browser)) == (WAYS, me)
    assert (await press(here, f"{WAYS}/github")).headers["location"].startswith(sandbox.url)
