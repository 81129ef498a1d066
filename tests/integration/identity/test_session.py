"""What a session is worth, and when it ends."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from invoiceflow.identity.domain.session import ABSOLUTE, IDLE
from invoiceflow.identity.store import cookie as session_cookie
from invoiceflow.runtime.redis import global_key
from invoiceflow.runtime.secrets import csrf_token, derived
from invoiceflow.runtime.signing import key_ring, signed
from invoiceflow.web import cookies
from product import SECRET_KEY, Product, open_product
from services import DatabaseUrls, Services
from sign_in import Walk, walk
from stand_ins import Sandbox

KEY = derived(SECRET_KEY, "session")
RING = session_cookie.ring(SECRET_KEY)


async def signed_in(product: Product, sandbox: Sandbox) -> Walk:
    """Return a browser with a session."""
    here = walk(product, sandbox)
    await here.whole()
    return here


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Return whether the browser has a session."""
    return "/login" not in (await browser.get("/app")).headers["location"]


def with_cookie(product: Product, value: str) -> httpx.AsyncClient:
    """Return a browser with this session cookie."""
    return product.client({"Accept": "text/html", "Cookie": f"{cookies.SESSION}={value}"})


def claims_in(here: Walk, product: Product) -> session_cookie.Claims:
    """Return what a browser's cookie says."""
    claims = session_cookie.read(here.browser.cookies[cookies.SESSION], RING, product.clock.now())
    assert claims
    return claims


def session_of(here: Walk, product: Product) -> str:
    """Return the id that a browser's cookie names."""
    return claims_in(here, product).sid


def record_of(session_id: str) -> str:
    """Return the key of a session's record."""
    return global_key("session", hashlib.sha256(session_id.encode()).hexdigest())


async def test_the_cookie_is_out_of_reach(product: Product, sandbox: Sandbox) -> None:
    """Scripts can not read it, other sites' forms do not send it, and it lives for thirty days at most."""
    answer = await walk(product, sandbox).whole()
    written = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("if_session="))
    flags = {part.strip().lower() for part in written.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", f"max-age={int(ABSOLUTE.total_seconds())}"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)


async def test_on_https_the_cookie_belongs_to_our_host(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Behind https every cookie of ours is ``__Host-`` and ``Secure``, and the one without counts for nothing."""
    async with open_product(database, services.redis_url, tmp_path, base_url="https://app.example") as secure:
        _, browser = await secure.person()
        session = browser.cookies[cookies.name_of(cookies.SESSION, secure=True)]
        browser.cookies.clear()
        page = await secure.client().get("/login")
        bare, prefixed = [
            secure.client({"Accept": "text/html", "Cookie": f"{name}={session}"})
            for name in ("if_session", "__Host-if_session")
        ]
        assert page.headers["set-cookie"].startswith("__Host-if_visit=")
        assert "secure" in page.headers["set-cookie"].lower()
        assert "max-age" in page.headers["strict-transport-security"]
        assert (await is_in(bare), await is_in(prefixed)) == (False, True)


async def test_signing_in_begins_a_new_session(product: Product, sandbox: Sandbox) -> None:
    """No id from before a sign-in lives on after it: neither a planted one nor the person's own old one."""
    here = walk(product, sandbox)
    planted = signed({"sid": "planted-by-someone", "exp": 4_000_000_000}, key_ring("another", (), "session"))
    here.browser.cookies.set(cookies.SESSION, planted, domain="127.0.0.1")
    asked = await here.start()
    assert (await here.arrive(await here.choose(asked))).status_code == 303
    first = session_of(here, product)
    await here.browser.post("/login/end", data={"csrf": token(here, product)})
    await here.whole()
    assert len({first, session_of(here, product), "planted-by-someone"}) == 3
    assert await product.world.redis.exists(record_of(first)) == 0


def token(here: Walk, product: Product) -> str:
    """Return the CSRF token that the browser's pages carry."""
    return csrf_token(SECRET_KEY, claims_in(here, product).mark)


async def test_signing_out_ends_the_session_at_once(product: Product, sandbox: Sandbox) -> None:
    """After signing out a copy of the cookie opens nothing."""
    here = await signed_in(product, sandbox)
    copy = with_cookie(product, here.browser.cookies[cookies.SESSION])
    assert await is_in(copy)
    answer = await here.browser.post("/login/end", data={"csrf": token(here, product)})
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert not await is_in(copy)
    assert not await is_in(here.browser)


async def test_signing_out_needs_the_token(product: Product, sandbox: Sandbox) -> None:
    """Another site's form does not sign anyone out."""
    here = await signed_in(product, sandbox)
    assert (await here.browser.post("/login/end", data={"csrf": "0" * 64})).status_code == 403
    assert await is_in(here.browser)


async def test_without_its_record_a_session_is_over(product: Product, sandbox: Sandbox) -> None:
    """The record in Redis is the truth: without it the best signature is worth nothing."""
    here = await signed_in(product, sandbox)
    await product.world.redis.delete(record_of(session_of(here, product)))
    assert not await is_in(here.browser)


async def test_a_session_ends_when_it_idles(product: Product, sandbox: Sandbox) -> None:
    """The record lives for twelve idle hours, and each request begins them anew."""
    here = await signed_in(product, sandbox)
    key = record_of(session_of(here, product))
    await product.world.redis.expire(key, 60)
    assert await is_in(here.browser)
    assert await product.world.redis.ttl(key) > IDLE.total_seconds() - 60


async def test_a_session_ends_after_thirty_days(product: Product, sandbox: Sandbox) -> None:
    """However busy it was."""
    here = await signed_in(product, sandbox)
    for _ in range(ABSOLUTE // IDLE):
        product.clock.advance(IDLE - timedelta(minutes=1))
        assert await is_in(here.browser)
    product.clock.advance(ABSOLUTE // IDLE * timedelta(minutes=1))
    assert not await is_in(here.browser)


def base64(part: Mapping[str, object]) -> str:
    """Return a part of an unsigned JWT."""
    return urlsafe_b64encode(msgspec.json.encode(part)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "forgery",
    [
        *("none", "other key", "other purpose", "changed", "other algorithm", "no end", "garbage"),
        *("unknown kid", "no kid", "former key"),
    ],
)
async def test_a_forged_cookie_opens_nothing(product: Product, sandbox: Sandbox, forgery: str) -> None:
    """A cookie counts only as we signed it, though its session lives."""
    here = await signed_in(product, sandbox)
    claims = msgspec.structs.asdict(claims_in(here, product))
    head: dict[str, Any] = {"alg": "HS256", "kid": RING.newest}
    good = here.browser.cookies[cookies.SESSION]
    other, own = OctKey.import_key(b"another key of thirty-two bytes!"), OctKey.import_key(KEY)
    purpose = OctKey.import_key(derived(SECRET_KEY, "pay-link"))
    forged = {
        "none": ".".join((*(base64(part) for part in (head | {"alg": "none"}, claims)), "")),
        "other key": jwt.encode(head, claims, other),
        "other purpose": jwt.encode(head, claims, purpose),
        "changed": good[:-3] + ("AAA" if good[-3:] != "AAA" else "BBB"),
        "other algorithm": jwt.encode(head | {"alg": "HS512"}, claims, own, algorithms=["HS512"]),
        "no end": jwt.encode(head, {name: claims[name] for name in claims if name != "exp"}, own),
        "unknown kid": jwt.encode(head | {"kid": "0" * 16}, claims, own),
        "no kid": jwt.encode({"alg": "HS256"}, claims, own),
        "former key": signed(claims, session_cookie.ring("a secret that was never ours")),
        "garbage": "a.b.c",
    }[forgery]
    assert await is_in(with_cookie(product, good))
    assert not await is_in(with_cookie(product, forged))
