"""A fresh proof of who one is, before what matters most."""

from datetime import timedelta
from secrets import token_hex
from urllib.parse import parse_qs, urlsplit

import pytest

from invoiceflow.identity.domain.session import ELEVATION
from invoiceflow.web.cookies import UNSENT
from page_reading import given_back
from product import Product
from sign_in import field, walk
from stand_ins import Sandbox

PAST = ELEVATION + timedelta(seconds=1)


@pytest.mark.parametrize(
    "path", ["settings/keys", "settings/keys/00000000-0000-7000-8000-000000000000/revoke"]
)
async def test_keys_need_a_fresh_proof(product: Product, path: str) -> None:
    """Fifteen minutes after the last proof a page is led to confirm, and a program is told so."""
    house = await product.house()
    address = f"/app/{house.slug}/{path}"
    product.clock.advance(PAST)
    referer = f"{product.world.settings.base_url}/app/{house.slug}/settings/keys"
    led = await house.browser.post(address, data={"name": "Shop"}, headers={"Referer": referer})
    told = await house.browser.post(address, data={"name": "Shop"}, headers={"Accept": "application/json"})
    swapped = await house.browser.post(
        address, data={"name": "Shop"}, headers={"HX-Request": "true", "HX-Current-URL": referer}
    )
    where = urlsplit(led.headers["location"])
    assert (led.status_code, where.path) == (303, "/login/confirm")
    assert parse_qs(where.query)["next"] == [f"/app/{house.slug}/settings/keys"]
    assert (told.status_code, told.json()["code"]) == (403, "session.elevation_required")
    assert swapped.headers["hx-redirect"] == led.headers["location"]


async def test_reading_keys_needs_none(product: Product) -> None:
    """Looking at the list of keys is open as ever."""
    house = await product.house()
    product.clock.advance(PAST)
    assert (await house.browser.get(f"/app/{house.slug}/settings/keys")).status_code == 200


async def test_bank_details_need_a_fresh_proof(product: Product) -> None:
    """The IBAN changes with a fresh proof alone; what else stands on the page is saved without."""
    house = await product.house()
    address = f"/app/{house.slug}/settings/payments"
    form = {"payment_days": "21", "iban": "DE02 1203 0000 0000 2020 51", "version": "1"}
    product.clock.advance(PAST)
    page = await house.browser.get(address)
    assert "Confirm to change" in page.text
    assert "readonly" in page.text
    version = page.text.split('name="version" value="')[1].split('"')[0]
    assert (await house.browser.post(address, data=form | {"version": version})).headers[
        "location"
    ] == address
    again = await house.browser.get(address)
    form["version"] = again.text.split('name="version" value="')[1].split('"')[0]
    stolen = form | {"iban": "GB82WEST12345698765432"}
    assert (await house.browser.post(address, data=stolen)).headers["location"].startswith("/login/confirm")
    assert "GB82" not in (await house.browser.get(address)).text


async def test_confirming_gives_a_new_session(product: Product, sandbox: Sandbox) -> None:
    """Whoever confirms as the same person goes on under a new id; the old one is dead at once."""
    here = walk(product, sandbox)
    await here.whole()
    old = product.client({"Accept": "text/html"})
    old.cookies.update(here.browser.cookies)
    product.clock.advance(PAST)
    answer = await here.confirm(next_path="/app/new")
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/new")
    assert (await here.browser.get("/account")).status_code == 200
    assert (await old.get("/account")).headers["location"].startswith("/login")


async def test_what_was_typed_waits_for_the_proof(product: Product, sandbox: Sandbox) -> None:
    """
    Led to confirm in the middle of a form, a person comes back to their words and sends them; nobody else does.

    However long: the longest that a form behind a proof takes fits.
    """
    here = walk(product, sandbox)
    await here.whole()
    browser, csrf = here.browser, field((await here.browser.get("/app/new")).text, "csrf")
    slug = f"waits-{token_hex(4)}"
    new = {"name": "Studio", "country": "DE", "slug": slug, "csrf": csrf}
    assert (await browser.post("/app/new", data=new)).status_code == 303
    page = f"/app/{slug}/settings/payments"
    product.clock.advance(PAST)
    typed = {"payment_days": "21", "iban": "DE02 1203 0000 0000 2020 51", "bic": "BYLADEM1001"}
    typed |= {"bank_name": "\N{BANK}" * 200, "version": "1", "csrf": csrf}
    led = await browser.post(page, data=typed, headers={"Referer": product.world.settings.base_url + page})
    assert led.headers["location"].startswith("/login/confirm?")
    assert "1203" not in str(led.headers.multi_items())
    assert "What you typed waits for you" in (await browser.get(led.headers["location"])).text
    _, other = await product.person()
    other.cookies.set(UNSENT, browser.cookies[UNSENT])
    assert (await other.get("/account/unsent")).headers["location"] == "/app"
    elsewhere = await here.confirm(next_path="/app/new")
    assert elsewhere.headers["location"] == "/app/new"
    back = await here.confirm(next_path=page)
    assert back.headers["location"] == "/account/unsent"
    action, fields = given_back((await browser.get("/account/unsent")).text)
    assert (action, fields | {"csrf": csrf}) == (page, typed)
    assert (await browser.post(action, data=fields)).headers["location"] == page
    assert "DE02 1203 0000 0000 2020 51" in (await browser.get(page)).text
    product.clock.advance(PAST)
    assert (await browser.get("/account/unsent")).headers["location"] == "/app"


async def test_nobody_confirms_as_somebody_else(product: Product, sandbox: Sandbox) -> None:
    """Another person's proof changes nothing: the session stays whose it was, and is not elevated."""
    here = walk(product, sandbox)
    await here.whole()
    before = (await here.browser.get("/account")).text
    product.clock.advance(timedelta(minutes=1))
    answer = await here.confirm("new")
    assert (answer.status_code, answer.headers["location"]) == (303, "/app")
    after = await here.browser.get("/account")
    assert "mara.petersen@studio-north.example" in before
    assert "mara.petersen@studio-north.example" in after.text


async def test_confirming_needs_a_session(product: Product) -> None:
    """A stranger is led to the sign-in page."""
    answer = await product.client({"Accept": "text/html"}).get("/login/confirm")
    assert (answer.status_code, answer.headers["location"][:7]) == (303, "/login?")


@pytest.mark.parametrize("address", ["https://evil.example", "//evil.example", "/app\\evil", "/elsewhere"])
async def test_confirming_leads_nowhere_else(product: Product, address: str) -> None:
    """The way back is one of our own pages."""
    _, browser = await product.person()
    page = await browser.get("/login/confirm", params={"next": address})
    assert page.status_code == 200
    assert "evil" not in page.text
    assert 'href="/app">Cancel' in page.text
