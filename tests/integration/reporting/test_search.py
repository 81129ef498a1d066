"""The quick search behind ⌘K."""

from product import House, Product
from reporting_house import a_named_client, an_invoice


async def found(house: House, text: str) -> list[tuple[str, str]]:
    """Return label and note of what is found."""
    answer = await house.browser.get(f"/app/{house.slug}/search", params={"q": text})
    assert answer.status_code == 200, answer.text
    return [(hit["label"], hit["note"]) for hit in answer.json()["items"]]


async def test_clients_and_invoices_are_found_by_a_part_of_their_name(product: Product) -> None:
    """Clients come first, then their invoices; a draft is found by its client."""
    house = await product.house()
    client_id = await a_named_client(product, house, "Museum für Papier")
    await an_invoice(product, house, client_id=client_id)
    await an_invoice(product, house, client_id=client_id, issued=False)
    assert await found(house, "papier") == [
        ("Museum für Papier", "Client"),
        ("Draft", "Museum für Papier · €190.40"),
        ("2026-0001", "Museum für Papier · €190.40"),
    ]
    assert await found(house, "26-0001") == [("2026-0001", "Museum für Papier · €190.40")]


async def test_too_little_finds_nothing(product: Product) -> None:
    """One sign, none at all, and signs of patterns find nothing by themselves."""
    house = await product.house()
    await an_invoice(product, house)
    assert [await found(house, text) for text in ("", "2", "%%", "__", "\0\0")] == [[], [], [], [], []]


async def test_nothing_of_other_tenants_is_found(product: Product) -> None:
    """A search sees its own tenant alone, and a stranger has none."""
    house, other = await product.house(), await product.house()
    await an_invoice(product, house)
    stranger = await other.browser.get(
        f"/app/{house.slug}/search?q=2026", headers={"Accept": "application/json"}
    )
    assert await found(other, "2026") == []
    assert len(await found(house, "2026")) == 1
    assert stranger.status_code == 404
