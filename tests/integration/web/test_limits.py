"""Limits over HTTP: who is held up, by what, and what the answer says."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.kernel.limit import (
    INVITATION_MAILS,
    INVOICE_MAILS,
    KEY_GUESS,
    PAGES,
    PAY_LINK_GUESS,
    STRANGERS,
)
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.limits import STRICTER, ask, count, hit, hits
from invoiceflow.web import cookies
from invoiceflow.web.limits import source
from invoiceflow.web.steps.counting import name_of_session
from page_reading import given_back
from payments_house import an_invoice
from product import Product, open_product
from services import DatabaseUrls, Services
from sign_in import field

STATE = re.compile(r'"api\.key";r=(\d+);t=(\d+), "api\.tenant";r=(\d+);t=(\d+)')


async def test_an_answer_of_the_api_tells_what_is_left(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Every answer counts down; what is too often is 429 with a problem, and when to try again; others go on."""
    async with open_product(database, services.redis_url, tmp_path, api_requests_per_second=3) as product:
        house, other = await product.house(), await product.house()
        answers = await asyncio.gather(*(house.api.get("/api/v1/invoices") for _ in range(8)))
        elsewhere = await other.api.get("/api/v1/invoices")
    refused = [answer for answer in answers if answer.status_code == 429]
    assert sorted(answer.status_code for answer in answers) == [200] * 6 + [429] * 2
    assert {answer.json()["code"] for answer in refused} == {"rate_limited"}
    assert {answer.headers["content-type"] for answer in refused} == {"application/problem+json"}
    assert all(1 <= int(answer.headers["retry-after"]) <= 2 for answer in refused)
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {
        '"api.key";q=6;w=2, "api.tenant";q=720;w=60'
    }
    left = sorted(int(STATE.fullmatch(answer.headers["ratelimit"])[1]) for answer in answers)  # type: ignore[index]  # fails as it should where it does not match
    assert left == [0, 0, 0, 1, 2, 3, 4, 5]
    assert elsewhere.status_code == 200


async def test_pages_tell_what_is_left(product: Product) -> None:
    """Whether by session, address, secret or tenant; nobody is told how often somebody else was written to."""
    house, stranger = await product.house(), product.client({"Accept": "text/html"})
    home = f"/app/{house.slug}"
    page = await house.browser.get(home)
    again = await house.browser.get(home)
    login = await stranger.get("/login")
    guess = await stranger.get("/i/guess")
    invitation = {"email": "new@example.com", "role": "member"}
    invited = await house.browser.post(f"{home}/settings/members/invite", data=invitation)
    csrf = field(login.text, "csrf")
    asked = await stranger.post("/login/email", data={"email": house.owner.email, "csrf": csrf})
    assert page.headers["ratelimit-policy"] == '"pages";q=6000;w=60'
    assert int(told_of("pages", page)) == int(told_of("pages", again)) + 1
    assert told_of("strangers", login) == "2999"
    assert (told_of("strangers", guess), told_of("pay_link.guess", guess)) == ("2998", "19")
    assert (invited.status_code, told_of("invitations", invited)) == (303, "49")
    assert (told_of("magic_link.network", asked), "person" in asked.headers["ratelimit"]) == ("59", False)


def told_of(limit: str, answer: httpx.Response) -> str:
    """Return how much an answer says is left of a limit."""
    found = re.search(rf'"{re.escape(limit)}";r=(\d+);t=\d+', answer.headers["ratelimit"])
    assert found, answer.headers["ratelimit"]
    return found[1]


async def test_unknown_pay_links_are_held_up(product: Product) -> None:
    """After twenty unknown links in a minute an address gets 429; other addresses, and known pages, go on."""
    stranger = product.client({"Accept": "text/html"})
    answers = [await stranger.get(f"/i/guess-{number}") for number in range(PAY_LINK_GUESS.amount + 2)]
    assert [answer.status_code for answer in answers] == [404] * PAY_LINK_GUESS.amount + [429] * 2
    assert told_of("pay_link.guess", answers[-1]) == "0"
    told = answers[-1].text.split("<main")[1]
    assert told.count("That was a lot at once") == 1
    assert "The limit is 20 unknown pay links in 1 minute. Nothing was done. Try again in" in told
    assert answers[-1].headers["content-type"] == "text/html; charset=utf-8"
    assert (await product.client().get("/i/guess")).status_code == 404
    assert (await stranger.get("/login")).status_code == 200


async def test_a_known_pay_link_tells_nothing_to_who_guesses(product: Product) -> None:
    """From the address that guessed too often a right link is refused as a wrong one is; from others it opens."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    (found,) = (await house.api.get("/api/v1/invoices")).json()["items"]
    assert found["id"] == str(invoice.id)
    known = f"/i/{found['public_url'].rpartition('/')[2]}"
    stranger, client = product.client({"Accept": "text/html"}), product.client()
    for number in range(PAY_LINK_GUESS.amount):
        assert (await stranger.get(known)).status_code == 200
        await stranger.get(f"/i/guess-{number}")
    for path in (known, f"{known}/pdf", "/i/guess"):
        assert (await stranger.get(path)).status_code == 429
    assert (await client.get(known)).status_code == 200


async def test_unknown_keys_are_held_up_and_known_ones_are_not(product: Product) -> None:
    """Guessing keys from an address does not lock out the keys that are used there."""
    house = await product.house()
    for _ in range(KEY_GUESS.amount):
        await house.api.get("/api/v1/invoices", headers={"Authorization": "Bearer if_wrong"})
    refused = await house.api.get("/api/v1/invoices", headers={"Authorization": "Bearer if_wrong"})
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert (await house.api.get("/api/v1/invoices")).status_code == 200


async def test_a_session_counts_for_itself(product: Product) -> None:
    """A session that asks too often is held up, while others of the same person are not."""
    _, browser = await product.person()
    redis = product.world.redis
    claim = name_of_session(browser.cookies[cookies.SESSION])
    await asyncio.gather(*(hit(redis, PAGES, claim) for _ in range(PAGES.amount)))
    held, file = await browser.get("/app"), await browser.get("/robots.txt")
    assert (held.status_code, file.status_code) == (429, 200)
    assert "retry-after" in held.headers
    assert (told_of("pages", held), "ratelimit" in file.headers) == ("0", False)
    _, other = await product.person()
    assert (await other.get("/app")).status_code == 303


async def test_what_is_held_up_is_given_back(product: Product) -> None:
    """A form that comes too often is not lost, whether all requests or one kind of deed is held up."""
    house = await product.house()
    home, token = f"/app/{house.slug}", house.browser.headers["X-CSRF-Token"]
    invitation = {"email": "late@example.com", "role": "member", "csrf": token}
    client = {"name": "Größe", "country": "DE", "csrf": token}
    invited = count(INVITATION_MAILS, house.tenant_id)
    await hits(product.world.redis, *[invited] * INVITATION_MAILS.amount)
    by_deed = await house.browser.post(f"{home}/settings/members/invite", data=invitation)
    asked = count(PAGES, name_of_session(house.browser.cookies[cookies.SESSION]))
    await hits(product.world.redis, *[asked] * PAGES.amount)
    by_session = await house.browser.post(f"{home}/clients/new", data=client)
    assert (by_deed.status_code, by_session.status_code) == (429, 429)
    assert given_back(by_deed.text) == (f"{home}/settings/members/invite", invitation)
    assert given_back(by_session.text) == (f"{home}/clients/new", client)


async def test_a_made_up_session_counts_as_a_stranger(product: Product) -> None:
    """Whoever makes up a new cookie for each request is held up by address all the same."""
    stranger = product.client({"Accept": "text/html"})
    address = "10.77.77.77"
    stranger._transport.client = (address, 1)  # type: ignore[attr-defined]  # noqa: SLF001  # httpx gives no other way to say where a client is
    redis = product.world.redis
    await asyncio.gather(*(hit(redis, STRANGERS, source(address)) for _ in range(STRANGERS.amount)))
    stranger.cookies.set("if_session", "made.up.cookie")
    made_up = await stranger.get("/app")
    stranger.cookies.clear()
    without = await stranger.get("/login")
    assert (made_up.status_code, without.status_code) == (429, 429)


async def test_a_made_up_session_that_is_held_up_takes_nothing_from_strangers(product: Product) -> None:
    """Who is refused for the session that they bring is not counted for their address as well."""
    stranger, redis = product.client({"Accept": "text/html"}), product.world.redis
    address = "10.77.77.78"
    stranger._transport.client = (address, 1)  # type: ignore[attr-defined]  # noqa: SLF001  # httpx gives no other way to say where a client is
    stranger.cookies.set("if_session", "made.up.again")
    await hits(redis, *[count(PAGES, name_of_session("made.up.again"))] * PAGES.amount)
    assert (await stranger.get("/app")).status_code == 429
    (left,) = await hits(redis, ask(STRANGERS, source(address)))
    assert left.remaining == STRANGERS.amount


async def test_a_tenant_sends_so_many_emails_an_hour(product: Product) -> None:
    """Sending is refused beyond the tenant's limit, by page and by API alike, and other tenants go on."""
    house, other = await product.house(), await product.house()
    redis = product.world.redis
    await asyncio.gather(*(hit(redis, INVOICE_MAILS, house.tenant_id) for _ in range(INVOICE_MAILS.amount)))
    path = "invoices/0199c6d2-0000-7000-8000-000000000001/send"
    by_key = await house.api.post(f"/api/v1/{path}")
    elsewhere = await other.api.post(f"/api/v1/{path}")
    assert (by_key.status_code, by_key.json()["code"]) == (429, "rate_limited")
    assert elsewhere.status_code == 404


async def test_only_emails_that_are_sent_count(product: Product) -> None:
    """An answer that is given again, and a request that is refused, take nothing from the tenant's limit."""
    house, redis = await product.house(), product.world.redis
    invoice = await an_invoice(product, house)
    used = count(INVOICE_MAILS, house.tenant_id)
    await hits(redis, *([used] * (INVOICE_MAILS.amount - 2)))
    there, form = f"/api/v1/invoices/{invoice.id}/send", f"/app/{house.slug}/invoices/{invoice.id}/send"
    again = {"Idempotency-Key": "once"}
    to_nobody = [await house.api.post(there, json={"recipient": "nobody"}) for _ in range(3)]
    sent = [
        await house.api.post(there, json={"recipient": "ada@example.com"}, headers=again) for _ in range(3)
    ]
    typed = {"delivery_id": str(new_id(product.clock.now())), "recipient": "ada@example.com"}
    pages = [await house.browser.post(form, data=typed)]
    assert [answer.status_code for answer in (*to_nobody, *sent, *pages)] == [422] * 3 + [202] * 3 + [303]
    left = [told_of("mails", answer) for answer in (*to_nobody, sent[0], *pages)]
    assert left == ["2", "2", "2", "1", "0"]
    assert (await house.api.post(there, json={"recipient": "ada@example.com"})).status_code == 429
    assert (
        await house.api.post(there, json={"recipient": "ada@example.com"}, headers=again)
    ).status_code == 202


async def test_a_form_that_is_sent_twice_counts_once(product: Product) -> None:
    """The second press sends nothing, and leaves what is left."""
    house, redis = await product.house(), product.world.redis
    invoice = await an_invoice(product, house)
    await hits(redis, *([count(INVOICE_MAILS, house.tenant_id)] * (INVOICE_MAILS.amount - 2)))
    there = f"/app/{house.slug}/invoices/{invoice.id}/send"
    typed = {"recipient": "ada@example.com"}
    ids = [str(new_id(product.clock.now())) for _ in range(3)]
    sent = [ids[0], ids[0], ids[1], ids[2]]
    answers = [await house.browser.post(there, data={**typed, "delivery_id": each}) for each in sent]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert [told_of("mails", answer) for answer in answers] == ["1", "1", "0", "0"]


async def test_without_redis_guessing_stays_limited(database: DatabaseUrls, tmp_path: Path) -> None:
    """Pay links go on without Redis, and guessing them is held up sooner."""
    dead = f"redis://127.0.0.1:{free_port()}"
    async with open_product(database, dead, tmp_path) as product:
        stranger = product.client()
        amount = PAY_LINK_GUESS.amount // STRICTER
        answers = [await stranger.get(f"/i/guess-{number}") for number in range(amount + 1)]
    assert [answer.status_code for answer in answers] == [404] * amount + [429]


@pytest.mark.parametrize("path", ["/static/nothing.css", "/", "/robots.txt", "/healthz"])
async def test_what_costs_nothing_is_not_counted(product: Product, path: str) -> None:
    """Files, the public site and health checks ask Redis nothing."""
    stranger = product.client()
    redis = product.world.redis
    before = (await redis.info("commandstats")).get("cmdstat_evalsha", {}).get("calls", 0)
    await stranger.get(path)
    after = (await redis.info("commandstats")).get("cmdstat_evalsha", {}).get("calls", 0)
    assert after == before
