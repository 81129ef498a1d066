"""An invitation that went to another address than the one that its reader is signed in with."""

from html import unescape
from secrets import token_hex
from urllib.parse import urlencode

from invitations_house import invite, link
from invoiceflow.identity.domain.link import identity_of
from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.store.identities import link_identity
from product import Product


async def test_a_linked_address_counts_as_ones_own(product: Product) -> None:
    """Whoever signs in by links to a further address accepts what was sent there; a provider's word is not enough."""
    house, second = await product.house(), f"second-{token_hex(4)}@example.com"
    person, browser = await product.person("Freya Two")
    await invite(house, second)
    there = await link(product, house)
    assert "sign in with that address" in (await browser.get(there)).text
    told = Identity("https://provider.example", token_hex(4), second, "Freya")
    for identity, offered in ((told, False), (identity_of(second), True)):
        async with product.world.database.without_tenant() as connection:
            await link_identity(connection, person.id, identity, product.clock.now())
        assert ("Accept the invitation" in (await browser.get(there)).text) is offered
    answer = await browser.post(there, data={})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/app/{house.slug}")


async def test_the_way_to_another_address_leads_back_to_the_invitation(product: Product) -> None:
    """The button ends the session, signing in follows, and both remember the invitation; elsewhere it leads not."""
    house = await product.house()
    _, browser = await product.person("Eve Other")
    await invite(house, f"ada-{token_hex(4)}@example.com")
    there = await link(product, house)
    action = unescape((await browser.get(there)).text.split('action="/login/end?')[1].split('"')[0])
    answer = await browser.post(f"/login/end?{action}")
    assert answer.headers["location"] == f"/login?{urlencode({'next': there})}"
    assert f'name="next" value="{there}"' in (await browser.get(answer.headers["location"])).text
    assert "Sign in to accept" in (await browser.get(there)).text
    _, other = await product.person("Ada Invited")
    signed_in = await other.get("/login", params={"next": there})
    assert signed_in.headers["location"] == there
    assert (await other.get("/login", params={"next": "//evil.example"})).headers["location"] == "/app"
    assert (await other.post("/login/end?next=//evil.example")).headers["location"] == "/login?next=%2Fapp"


async def test_only_an_address_that_can_be_signed_in_by_is_invited(product: Product) -> None:
    """What no sign-in takes is refused beside the field, where the hand goes on; nothing is sent."""
    house = await product.house()
    refused = await invite(house, "😀@x.example")
    assert refused.status_code == 422
    assert "Use plain Latin letters" in refused.text
    assert "autofocus" in refused.text.split('name="email"')[1].split(">")[0]
    assert "😀" in refused.text
    assert "autofocus" not in (await house.browser.get(f"/app/{house.slug}/settings/members")).text
