"""Signing in by a link in an email, and every way in which somebody else could use it."""

import asyncio
from datetime import timedelta
from secrets import token_hex

import httpx
import pytest

from caught_mail import letters_to
from invoiceflow.identity.domain.link import LINK
from invoiceflow.kernel.limit import MAGIC_LINK_NETWORK, SIGN_IN_PERSON
from invoiceflow.runtime.limits import count, hits
from invoiceflow.web import cookies
from invoiceflow.web.limits import network
from product import Product, open_product
from services import DatabaseUrls, Services
from sign_in import ask_for_link, field, link_to, persons_in
from stand_ins import Sandbox


def stranger(product: Product) -> httpx.AsyncClient:
    """Return a browser that nobody is signed in with."""
    return product.client({"Accept": "text/html", "User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})


def address() -> str:
    """Return an address that nobody used before."""
    return f"mara.{token_hex(5)}@example.com"


def is_signed_in(browser: httpx.AsyncClient) -> bool:
    """Return whether the browser holds a session."""
    return bool(browser.cookies.get(cookies.SESSION))


async def agree(browser: httpx.AsyncClient, page: httpx.Response) -> httpx.Response:
    """Press *Sign in here* on the page of a link that was opened in another browser."""
    form = {"csrf": field(page.text, "csrf"), "token": field(page.text, "token")}
    return await browser.post("/login/email/open", data=form)


async def test_a_link_signs_in_where_it_was_asked_for(product: Product, sandbox: Sandbox) -> None:
    """Opened in the same browser it leads straight to where the person was going, and to the same person next time."""
    email, browser = address(), stranger(product)
    asked = await ask_for_link(browser, email.upper(), "/app/new")
    assert (asked.status_code, asked.headers["location"]) == (303, "/login/email/sent")
    assert email in (await browser.get("/login/email/sent")).text
    answer = await browser.get(await link_to(sandbox, email))
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/new")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await browser.get("/app")).headers["location"] == "/app/new"


async def test_the_email_says_what_it_is(product: Product, sandbox: Sandbox) -> None:
    """It is written as text and as HTML, with the link in both, how long it counts, and where it was asked for."""
    email = address()
    await ask_for_link(stranger(product), email)
    (letter,) = await letters_to(sandbox, email)
    path = await link_to(sandbox, email)
    assert letter["subject"] == "Sign in to InvoiceFlow"
    for body in (letter["text"], letter["html"]):
        assert path in body
        assert "within ten minutes" in body
        assert "Firefox on Linux" in body


async def test_a_link_counts_once(product: Product, sandbox: Sandbox) -> None:
    """A second opening, also by its own browser, signs nobody in."""
    email, browser, thief = address(), stranger(product), stranger(product)
    await ask_for_link(browser, email)
    path = await link_to(sandbox, email)
    await browser.get(path)
    again = await thief.get(path)
    assert (again.status_code, is_signed_in(thief)) == (409, False)
    assert "too old, or was used" in again.text


async def test_of_two_openings_at_once_one_counts(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """Two arrivals at the same moment are one session and one person."""
    before, email, browser = persons_in(database), address(), stranger(product)
    await ask_for_link(browser, email)
    path = await link_to(sandbox, email)
    answers = await asyncio.gather(browser.get(path), browser.get(path))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert persons_in(database) == before + 1


async def test_a_link_ends_after_ten_minutes(product: Product, sandbox: Sandbox) -> None:
    """By our clock, and by Redis' own."""
    email, browser = address(), stranger(product)
    await ask_for_link(browser, email)
    path = await link_to(sandbox, email)
    keys = [key async for key in product.world.redis.scan_iter("g:link:*")]
    assert [await product.world.redis.ttl(key) <= LINK.total_seconds() for key in keys] == [True] * len(keys)
    product.clock.advance(LINK)
    late = await browser.get(path)
    assert (late.status_code, is_signed_in(browser)) == (409, False)
    product.clock.advance(-timedelta(seconds=1))
    assert (await browser.get(path)).status_code == 303


async def test_elsewhere_somebody_must_agree(product: Product, sandbox: Sandbox) -> None:
    """Another browser is told whom the link signs in and where it was asked for, and signs in only on a press."""
    email, phone = address(), stranger(product)
    await ask_for_link(stranger(product), email)
    page = await phone.get(await link_to(sandbox, email))
    assert (page.status_code, is_signed_in(phone)) == (200, False)
    assert email in page.text
    assert "Firefox on Linux" in page.text
    answer = await agree(phone, page)
    assert (answer.status_code, is_signed_in(phone)) == (303, True)


@pytest.mark.parametrize("times", [1, 5])
async def test_scanners_use_nothing_up(product: Product, sandbox: Sandbox, times: int) -> None:
    """Programs that open every link in a mailbox see a question, and the person's own opening still counts."""
    email, browser = address(), stranger(product)
    await ask_for_link(browser, email)
    path = await link_to(sandbox, email)
    for _ in range(times):
        scanner = product.client({"User-Agent": "Mozilla/5.0 (compatible; LinkScanner)"})
        assert (await scanner.get(path)).status_code == 200
        assert (await scanner.head(path)).status_code == 200
        assert not is_signed_in(scanner)
    assert (await browser.get(path)).status_code == 303


@pytest.mark.parametrize(
    ("method", "headers"), [("GET", {"Sec-Purpose": "prefetch;prerender"}), ("HEAD", {})]
)
async def test_fetching_ahead_uses_nothing_up(
    product: Product, sandbox: Sandbox, method: str, headers: dict[str, str]
) -> None:
    """What the person's own browser fetches before they press does not sign in."""
    email, browser = address(), stranger(product)
    await ask_for_link(browser, email)
    path = await link_to(sandbox, email)
    assert (await browser.request(method, path, headers=headers)).status_code == 200
    assert not is_signed_in(browser)
    assert (await browser.get(path)).status_code == 303


async def test_agreeing_needs_the_page(product: Product, sandbox: Sandbox) -> None:
    """Another site cannot press for the victim: the form has a token of this browser's own."""
    email, victim = address(), stranger(product)
    await ask_for_link(stranger(product), email)
    token = (await link_to(sandbox, email)).rpartition("/")[2]
    await victim.get("/login")
    forged = await victim.post("/login/email/open", data={"token": token})
    assert (forged.status_code, is_signed_in(victim)) == (403, False)


@pytest.mark.parametrize("guess", ["x", "A" * 43, "sent.", "%00", "A" * 3000])
async def test_guessing_finds_nothing(product: Product, guess: str) -> None:
    """A link that was never sent is answered like one that is over, or like any address that does not exist."""
    answer = await stranger(product).get(f"/login/email/{guess}")
    assert answer.status_code in (404, 409)


async def test_the_answer_does_not_tell_who_is_known(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """A known address and an unknown one get the same answer, the same email, and no row before the link is used."""
    known, unknown, browser = address(), address(), stranger(product)
    await ask_for_link(browser, known)
    await browser.get(await link_to(sandbox, known))
    before = persons_in(database)
    answers = [await ask_for_link(stranger(product), email) for email in (known, unknown)]
    first, second = [(await letters_to(sandbox, email))[0] for email in (known, unknown)]
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].text == answers[1].text
    assert {name for name, _ in answers[0].headers.items()} == {
        name for name, _ in answers[1].headers.items()
    }
    assert first["subject"] == second["subject"]
    assert persons_in(database) == before


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mara",
        "mara@example.com\r\nBcc: eve@example.com",
        "m\u0430ra@example.com",
        "a@b.example,c@d.example",
    ],
)
async def test_what_is_no_address_is_said_at_the_field(product: Product, typed: str) -> None:
    """The form comes back with what was typed and the reason beside it."""
    answer = await ask_for_link(stranger(product), typed)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


async def test_a_mail_server_that_is_away_is_said_so(
    services: Services, database: DatabaseUrls, tmp_path: object
) -> None:
    """Then no link exists, and the page says to try again."""
    async with open_product(database, services.redis_url, tmp_path) as alone:  # type: ignore[arg-type]  # a path
        answer = await ask_for_link(stranger(alone), address())
    assert answer.status_code == 409
    assert "mail server does not answer" in answer.text


async def test_it_can_be_switched_off(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: object
) -> None:
    """Where the settings say so, there is no form, and its address does not exist."""
    changed = sandbox.settings() | {"email_sign_in": ""}
    async with open_product(database, services.redis_url, tmp_path, **changed) as without:  # type: ignore[arg-type]  # a path
        browser = stranger(without)
        page = await browser.get("/login")
        answer = await browser.post(
            "/login/email", data={"csrf": field(page.text, "csrf"), "email": address()}
        )
    assert "Email me a link" not in page.text
    assert answer.status_code == 404


async def test_an_address_gets_five_links_in_an_hour(product: Product, sandbox: Sandbox) -> None:
    """However it is spelt and wherever it is asked for, known or not; another address is not held up."""
    email = address()
    for spelt in (email, email.upper(), f" {email}", email, email):
        assert (await ask_for_link(stranger(product), spelt)).status_code == 303
    sixth = await ask_for_link(stranger(product), email)
    assert (sixth.status_code, len(await letters_to(sandbox, email))) == (429, 5)
    assert int(sixth.headers["retry-after"]) > 0
    assert (await ask_for_link(stranger(product), address())).status_code == 303


async def test_guessing_is_slowed_down(product: Product) -> None:
    """After a hundred failures in a quarter of an hour a network is told to wait; others are not."""
    browser = stranger(product)
    answers = [(await browser.get(f"/login/email/{number}")).status_code for number in range(102)]
    assert answers == [409] * 100 + [429] * 2
    assert (await stranger(product).get("/login/email/0")).status_code == 409


async def test_a_person_who_fails_again_and_again_waits(product: Product) -> None:
    """Whoever is signed in fails ten times in a quarter of an hour, from whatever network; then they wait."""
    _, browser = await product.person()
    answers = [
        (await browser.get(f"/login/email/{number}")).status_code
        for number in range(SIGN_IN_PERSON.amount + 1)
    ]
    assert answers == [303] * SIGN_IN_PERSON.amount + [429]


async def test_a_network_asks_for_so_many_links(product: Product, sandbox: Sandbox) -> None:
    """Beyond its limit a network has no email sent, to whomever; another network has."""
    email, browser, other = address(), stranger(product), stranger(product)
    browser._transport.client = ("10.88.88.88", 1)  # type: ignore[attr-defined]  # noqa: SLF001  # httpx gives no other way to say where a client is
    counted = count(MAGIC_LINK_NETWORK, network("10.88.88.1"))
    await hits(product.world.redis, *[counted] * MAGIC_LINK_NETWORK.amount)
    refused = await ask_for_link(browser, email)
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    assert f'value="{email}"' in refused.text
    assert await letters_to(sandbox, email) == []
    assert (await ask_for_link(other, email)).status_code == 303
