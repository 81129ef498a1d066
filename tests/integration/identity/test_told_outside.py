"""What is told to somebody who is in no tenant: the pages outside of tenants say it as well."""

from datetime import timedelta
from secrets import token_hex

from invoiceflow.identity.domain.session import ELEVATION
from linking_house import WAYS, press, somebody
from product import Product
from sign_in import link_to
from stand_ins import Sandbox


async def test_a_refused_link_by_email_is_told_where_the_ways_are(product: Product, sandbox: Sandbox) -> None:
    """An address that signs somebody else in stays theirs, and the page to which one is led says so."""
    owner, here = await somebody(product, sandbox), await somebody(product, sandbox)
    theirs = "taken@example.com"
    await press(owner, f"{WAYS}/email", email=theirs)
    await owner.browser.get(await link_to(sandbox, theirs))
    await press(here, f"{WAYS}/email", email=theirs)
    answer = await here.browser.get(await link_to(sandbox, theirs))
    assert answer.headers["location"] == WAYS
    assert "This address signs somebody else in. Nothing was linked." in (await here.browser.get(WAYS)).text


async def test_what_went_wrong_is_told_to_whoever_has_no_tenant(product: Product, sandbox: Sandbox) -> None:
    """An answer that came too late leads to the page that opens a tenant, which shows the message, once."""
    here = await somebody(product, sandbox)
    answer = await here.browser.get("/login/google/callback?state=unknown&code=unknown")
    assert answer.headers["location"] == "/app"
    assert "This sign-in is too old" in (await here.browser.get("/app", follow_redirects=True)).text
    assert "This sign-in is too old" not in (await here.browser.get("/app/new")).text


async def test_an_email_change_that_is_pending_is_told(product: Product, sandbox: Sandbox) -> None:
    """Until its link was opened; whoever must confirm first gets no form that would lose what they type."""
    here, email = await somebody(product, sandbox), f"pending.{token_hex(4)}@example.com"
    await press(here, "/account/email", email=email)
    # The first page after the form tells of it by a message as well.
    await here.browser.get(WAYS)
    assert email in (await here.browser.get(WAYS)).text
    await here.browser.get(await link_to(sandbox, email))
    told = (await here.browser.get(WAYS)).text
    assert "where the former address is one, unlink it" in told
    assert "Your new address will be" not in (await here.browser.get(WAYS)).text
    product.clock.advance(ELEVATION + timedelta(seconds=1))
    assert 'name="email"' not in (await here.browser.get(WAYS)).text


async def test_the_present_address_is_no_new_one(product: Product, sandbox: Sandbox) -> None:
    """However it is written: no email goes there, no change is announced, and a pending one stays."""
    here, email = await somebody(product, sandbox), f"pending.{token_hex(4)}@example.com"
    present = (await here.browser.get(WAYS)).text.split("We write to <b")[1].split(">")[1].split("<")[0]
    await press(here, "/account/email", email=email)
    answer = await press(here, "/account/email", email=f" {present.upper()}")
    assert (answer.status_code, "This is your address already." in answer.text) == (422, True)
    assert f"{email}</b> once you open the link" in (await here.browser.get(WAYS)).text
