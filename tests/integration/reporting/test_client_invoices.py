"""The part of a client's page that shows their invoices."""

from uuid import UUID, uuid4

from counting import counted
from invoicing_house import a_client, a_draft, issue
from product import Product


async def test_a_client_without_invoices_is_offered_the_first(product: Product) -> None:
    """What stands there says what belongs there, with the client filled in already."""
    house = await product.house()
    client = (await house.api.post("/api/v1/clients", json={"name": "Atelier"})).json()
    part = await house.browser.get(f"/app/{house.slug}/clients/{client['id']}/invoices")
    assert (part.status_code, "No invoices yet" in part.text) == (200, True)
    assert f"/app/{house.slug}/invoices/new?client={client['id']}" in part.text


async def test_a_clients_invoices_and_what_they_owe(product: Product) -> None:
    """Sums are of this client alone, drafts are listed and not owed, and late money is told apart."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, at)
        await a_draft(session, at, client_id=client_id)
        first = await issue(session, (await a_draft(session, at, client_id=client_id)).id, at)
        second = await issue(session, (await a_draft(session, at, client_id=client_id)).id, at)
        foreign = await issue(session, (await a_draft(session, at)).id, at)
    part = (await house.browser.get(path_of(house.slug, client_id))).text
    assert part.count("€380.80") == 2  # open and invoiced in all; nothing is late yet
    for words in (first.number, second.number, "No number yet", "190.40"):
        assert words in part
    assert foreign.number not in part
    assert "text-danger" not in part


async def test_the_part_costs_two_statements(product: Product) -> None:
    """One for the sums, one for the rows."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, product.clock.now())
    async with counted(product, house) as counting:
        assert await counting.cost(path_of(house.slug, client_id)) == (2, 0)


async def test_another_tenants_client_shows_nothing(product: Product) -> None:
    """A foreign id looks like a random one: an empty part; a foreign tenant is not there at all."""
    house, other, at = await product.house(), await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, at)
        await issue(session, (await a_draft(session, at, client_id=client_id)).id, at)
    foreign = await other.browser.get(path_of(other.slug, client_id))
    random = await other.browser.get(path_of(other.slug, random_id := uuid4()))
    assert foreign.text.replace(str(client_id), "") == random.text.replace(str(random_id), "")
    assert (await other.browser.get(path_of(house.slug, client_id))).status_code == 404


def path_of(slug: str, client_id: UUID) -> str:
    """Return where the part comes from."""
    return f"/app/{slug}/clients/{client_id}/invoices"
