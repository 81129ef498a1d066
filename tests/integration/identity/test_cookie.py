"""The session's cookie: renewed while it is used, good under a former key, and never the last word."""

from datetime import timedelta
from pathlib import Path

import httpx

from invoiceflow.identity.domain.session import FRESH
from invoiceflow.identity.store import cookie
from invoiceflow.web import cookies
from product import SECRET_KEY, Product, open_product
from services import DatabaseUrls, Services

NEW_KEY = "a-newer-key-a-newer-key-a-newer-key"
HERE = "/account"


def kept(answer: httpx.Response) -> str:
    """Return the session's cookie that an answer sets, or nothing."""
    return answer.cookies.get(cookies.SESSION) or ""


async def test_a_cookie_is_renewed_when_its_claims_age(product: Product) -> None:
    """After half of their life, and not before; the session stays the same."""
    person, browser = await product.person()
    assert kept(await browser.get(HERE)) == ""
    product.clock.advance(FRESH / 2 + timedelta(seconds=1))
    renewed = kept(await browser.get(HERE))
    claims = cookie.read(renewed, cookie.ring(SECRET_KEY), product.clock.now())
    assert claims
    assert claims.sid == person.session_id
    assert claims.fresh == int((product.clock.now() + FRESH).timestamp())


async def test_signing_out_is_not_undone_by_a_renewal(product: Product) -> None:
    """The answer that takes the cookie away does not bring a new one."""
    _, browser = await product.person()
    product.clock.advance(FRESH)
    answer = await browser.post("/login/end")
    written = [each for each in answer.headers.get_list("set-cookie") if each.startswith("if_session=")]
    assert len(written) == 1
    assert "max-age=0" in written[0].lower()


async def test_a_new_key_signs_nobody_out(
    product: Product, services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """A cookie of the former key opens its session, its forms count, and it is soon replaced by one of the new key."""
    _, browser = await product.person()
    rotated: dict[str, object] = {"secret_key": NEW_KEY, "secret_keys_previous": (SECRET_KEY,)}
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock, **rotated) as after:
        same = after.client(dict(browser.headers))
        same.cookies.update(browser.cookies)
        assert (await same.get(HERE)).status_code == 200
        product.clock.advance(FRESH)
        renewed = kept(await same.get(HERE))
        assert cookie.read(renewed, cookie.ring(NEW_KEY), product.clock.now())
        # The form was made before the change.
        assert (await same.post("/account/sessions/others/end")).status_code == 303
    async with open_product(
        database, services.redis_url, tmp_path, clock=product.clock, secret_key=NEW_KEY
    ) as later:
        late, old = later.client(), later.client()
        late.cookies.set(cookies.SESSION, renewed)
        old.cookies.update(browser.cookies)
        assert (await late.get(HERE)).status_code == 200
        assert (await old.get(HERE)).status_code == 401


async def test_a_cookie_outlives_its_claims(product: Product) -> None:
    """While Redis answers, a session does not depend on the claims' freshness."""
    _, browser = await product.person()
    product.clock.advance(timedelta(hours=2))
    assert (await browser.get(HERE)).status_code == 200
