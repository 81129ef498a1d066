"""The header set: on every answer of every route, whoever wrote the answer and whatever it is."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from invoiceflow.entrypoints.asgi import application
from invoiceflow.web.steps.shell import PRIVATE_PATHS
from product import House, Product, open_product
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


def addresses(app: Litestar, house: House) -> list[str]:
    """Return an address of every route, with ids that lead nowhere."""
    given = {"tenant": house.slug, "name": "app.css", "token": "guess", "way": "google", "number": "1"}
    found = []
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        path = route.path_format
        for parameter in route.path_parameters.values():
            path = path.replace(f"{{{parameter.name}}}", given.get(parameter.name, str(uuid4())))
        found.append(path)
    return found


async def test_every_answer_carries_the_whole_set(secure: Product) -> None:
    """Every route and method, signed in, with a key and as a stranger: pages, files, redirects, errors of each kind."""
    house = await secure.house()
    stranger = secure.client({"Accept": "text/html"})
    wrong: dict[str, list[str]] = {}
    seen = set()
    for path in [*addresses(application(secure.world), house), "/nowhere", "/api/v1/nowhere", "/app/%00"]:
        if path.endswith(ENDLESS):
            continue
        known = house.api if path.startswith("/api/v1") else house.browser
        asked = [(known, method) for method in METHODS] + [(stranger, "GET"), (stranger, "POST")]
        for who, method in asked:
            answer = await who.request(method, path)
            seen.add(answer.status_code)
            if bad := faults(answer):
                wrong[f"{method} {path} {answer.status_code}"] = bad
    assert wrong == {}
    assert {200, 303, 401, 403, 404, 405} <= seen


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
