"""The header set: on every answer of every route, whoever wrote the answer and whatever it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from litestar.types import Receive, Scope, Send

from invoiceflow.entrypoints.asgi import shell
from invoiceflow.web.pipeline import Pipeline
from invoiceflow.web.steps.shell import PRIVATE_PATHS
from product import House, Product, every_route, open_product
from services import DatabaseUrls, Services

SET = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW")
OPEN = ("/api/docs", "/api/openapi.json")  # the same for everybody
ENDLESS = ("/live",)  # streams news until the page is closed
NOWHERE = ["/nowhere", "/api/v1/nowhere", "/app/%00"]
CONDITIONAL = {"If-None-Match": "*", "If-Modified-Since": "Fri, 31 Dec 2099 23:59:59 GMT"}
ASKED_AGAIN_ANYWAY = ("/readyz",)
NOBODY_HERE = "redis://127.0.0.1:1"


@pytest.fixture
async def secure(services: Services, database: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Product]:
    """Yield the product as it is in production, on https."""
    address = "https://testserver.local"
    async with open_product(database, services.redis_url, tmp_path, base_url=address) as opened:
        yield opened


def faults(answer: httpx.Response) -> list[str]:
    """Return what is wrong with the headers of an answer."""
    found = [name for name, value in SET.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("content-security-policy", "")
    needed = (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action",
        "report-uri /policy-reports",
    )
    found += [part for part in needed if part not in policy]
    found += [part for part in ("unsafe", "nonce", "*") if part in policy]
    found += [name for name in ("x-request-id", "referrer-policy") if not answer.headers.get(name)]
    found += ["permissions-policy"] * (not answer.headers.get("permissions-policy"))
    found += ["server"] * ("server" in answer.headers)
    found += [f"twice: {name}" for name in SET if len(answer.headers.get_list(name)) > 1]
    kind = answer.headers.get("content-type", "")
    if answer.content and (kind.count("charset=utf-8") != 1 if kind.startswith("text/") else not kind):
        found.append(f"content-type {kind!r}")
    return [*found, *_of_private(answer)]


def _of_private(answer: httpx.Response) -> list[str]:
    path, caching = answer.request.url.path, answer.headers.get("cache-control", "")
    wrong = []
    if path.startswith(PRIVATE_PATHS) and path not in OPEN and "private" not in caching:
        wrong.append(f"cache-control {caching!r}")
    if path.startswith("/i/") and answer.headers.get("referrer-policy") != "no-referrer":
        wrong.append("referrer-policy")
    return wrong


def addresses(house: House) -> list[str]:
    """Return an address of every route, with ids that lead nowhere."""
    given = {"tenant": house.slug, "name": "app.css", "token": "guess", "way": "google", "number": "1"}
    found = []
    for route in every_route():
        path = route.path_format
        for parameter in route.path_parameters.values():
            path = path.replace(f"{{{parameter.name}}}", given.get(parameter.name, str(uuid4())))
        found.append(path)
    return found


@dataclass(slots=True)
class Crawl:
    """What was found wrong, by the request, and which statuses were met."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    async def ask(
        self, who: httpx.AsyncClient, method: str, path: str, headers: dict[str, str] | None = None
    ) -> None:
        """Send one request and look at its answer's headers; who is told to come back must be told when."""
        answer = await who.request(method, path, headers=headers)
        self.seen.add(answer.status_code)
        bad = faults(answer)
        if answer.status_code in (429, 503) and path not in ASKED_AGAIN_ANYWAY:
            bad += ["retry-after"] * ("retry-after" not in answer.headers)
        if bad:
            self.wrong[f"{method} {path} {answer.status_code}"] = bad


def every_address(house: House) -> list[str]:
    """Return an address of every route that comes to an end, and some of none."""
    known = addresses(house)
    return [path for path in known if not path.endswith(ENDLESS)] + NOWHERE


async def test_every_answer_carries_the_whole_set(secure: Product) -> None:
    """Every route and method, signed in, with a key and as a stranger: pages, files, redirects, errors of each kind."""
    house, crawl = await secure.house(), Crawl()
    stranger = secure.client({"Accept": "text/html"})
    for path in every_address(house):
        # In a session of its own: some of them end the one that they are asked in.
        _, browser = await secure.signed_in(house.owner)
        known = house.api if path.startswith("/api/v1") else browser
        for method in METHODS:
            await crawl.ask(known, method, path)
        await crawl.ask(known, "GET", path, CONDITIONAL)
        await crawl.ask(stranger, "GET", path)
        await crawl.ask(stranger, "POST", path)
    assert crawl.wrong == {}
    assert {200, 303, 401, 403, 404, 405} <= crawl.seen
    _, after = await secure.signed_in(house.owner)
    assert (await after.get(f"/app/{house.slug}")).status_code == 200


async def test_every_answer_carries_the_set_while_redis_is_away(
    secure: Product, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Each route is read or answers 503, with the whole set and with when to come back."""
    house, crawl = await secure.house(), Crawl()
    address = secure.world.settings.base_url
    async with open_product(database, NOBODY_HERE, tmp_path, base_url=address) as alone:
        browser = alone.client({"Accept": "text/html", "X-CSRF-Token": house.browser.headers["X-CSRF-Token"]})
        browser.cookies = house.browser.cookies
        for path in every_address(house):
            if not path.startswith("/api/v1"):
                for method in ("GET", "HEAD", "POST"):
                    await crawl.ask(browser, method, path)
    assert crawl.wrong == {}
    assert {200, 303, 404, 503} <= crawl.seen
    assert 500 not in crawl.seen


@pytest.mark.parametrize("status", [204, 206, 304, 500, 503])
async def test_the_set_is_on_answers_of_any_status(secure: Product, status: int) -> None:
    """No route answers 304 or 206 as yet; whichever does will carry the set, since the pipeline writes it."""

    async def inner(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    transport = httpx.ASGITransport(app=Pipeline(inner, shell(secure.world)))  # type: ignore[arg-type]  # Litestar's ASGI types are stricter than httpx's
    async with httpx.AsyncClient(transport=transport, base_url=secure.world.settings.base_url) as client:
        answer = await client.get("/")
    assert (answer.status_code, faults(answer)) == (status, [])


async def test_methods_that_nobody_listed_are_refused(product: Product) -> None:
    """TRACE, and whatever else a route does not take, is 405 with the methods that it does take."""
    house = await product.house()
    for method in ("TRACE", "CONNECT", "BREW", "DELETE"):
        answer = await house.browser.request(method, f"/app/{house.slug}/clients")
        assert answer.status_code == 405, method
        assert "GET" in answer.headers["allow"]


async def test_answers_that_the_pipeline_writes_carry_the_set(secure: Product) -> None:
    """Too large, cut off, forged and too often: refused before any handler, with the whole set all the same."""
    house = await secure.house()
    forged = {"Sec-Fetch-Site": "cross-site"}
    answers = [
        await house.api.post("/api/v1/clients", content=b"x" * (4 * 1024 * 1024 + 1)),
        await house.browser.post(f"/app/{house.slug}/clients", headers=forged),
        *[await secure.client().get(f"/i/{number}") for number in range(1)],
    ]
    assert [answer.status_code for answer in answers] == [413, 403, 404]
    assert [faults(answer) for answer in answers] == [[], [], []]


FETCHES = (
    ("no-cors", "image"),
    ("cors", "empty"),
    ("no-cors", "script"),
    ("navigate", "iframe"),
    ("no-cors", "object"),
)


@pytest.mark.parametrize(("mode", "kind"), FETCHES)
async def test_no_other_site_draws_in_what_is_ones_own(product: Product, mode: str, kind: str) -> None:
    """Pages, logos and exports of who is signed in are refused to other sites; a link that is clicked is followed."""
    house = await product.house()
    drawn = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": kind}
    clicked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for path in (f"/app/{house.slug}/invoices", f"/app/{house.slug}/logo", "/account"):
        assert (await house.browser.get(path, headers=drawn)).status_code == 403, path
    assert (await house.browser.get(f"/app/{house.slug}/invoices", headers=clicked)).status_code == 200
    public = await product.client().get("/i/guess", headers=clicked)
    assert public.status_code == 404  # as without the headers


async def test_who_is_led_to_the_one_name_gets_the_set_too(secure: Product) -> None:
    """The answer that leads from another name of the product to its own is an answer like any other."""
    one = replace(shell(secure.world), only_host="https://testserver.local", other_host="other.local")
    transport = httpx.ASGITransport(app=Pipeline(secure.app, one))  # type: ignore[arg-type]  # Litestar's ASGI types are stricter than httpx's
    async with httpx.AsyncClient(transport=transport, base_url="https://other.local") as browser:
        answer = await browser.get("/i/a-token?q=%20")
    assert answer.headers["location"] == "https://testserver.local/i/a-token?q=%20"
    assert (answer.status_code, faults(answer)) == (307, [])
    assert answer.headers["referrer-policy"] == "no-referrer"
