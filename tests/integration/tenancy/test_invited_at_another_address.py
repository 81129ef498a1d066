"""An invitation that went to another address than the one that its reader is signed in with."""

from secrets import token_hex

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
