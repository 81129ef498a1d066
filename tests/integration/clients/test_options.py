"""What the invoice builder chooses from, under the session."""

from product import Product


async def test_the_builder_finds_clients_items_and_rates(product: Product) -> None:
    """Each search answers finished hints beside what a line or a draft takes over."""
    house = await product.house()
    home = f"/app/{house.slug}"
    client = {"name": "Atelier Zürichsee AG", "country": "CH", "city": "Zürich", "currency": "CHF"}
    await house.api.post("/api/v1/clients", json=client)
    rate_id = (await house.api.get("/api/v1/tax-rates")).json()["items"][1]["id"]
    item = {"name": "Design", "unit_price": "96", "unit": "hour", "tax_rate_id": rate_id}
    await house.api.post("/api/v1/items", json=item)
    (found,) = (await house.browser.get(f"{home}/clients/search.json", params={"q": "zürich"})).json()
    assert (found["name"], found["hint"]) == ("Atelier Zürichsee AG", "Zürich, Switzerland")
    assert (found["currency"], found["language"], found["payment_days"]) == ("CHF", "en", None)
    assert (await house.browser.get(f"{home}/clients/search.json", params={"q": "x\0"})).json() == []
    (line,) = (await house.browser.get(f"{home}/items/search.json")).json()
    assert (line["hint"], line["unit_price"], line["tax_rate"], line["tax_category"]) == (
        "96.00 EUR per hour",
        "96",
        "7",
        "S",
    )
    rates = (await house.browser.get(f"{home}/tax-rates.json")).json()
    assert (rates[0]["rate"], rates[0]["is_default"], rates[0]["hint"]) == ("19", True, "19%, taxed")


async def test_the_builder_adds_a_client_in_place(product: Product) -> None:
    """The new client comes back ready to choose; what is wrong comes back field by field."""
    house = await product.house()
    path = f"/app/{house.slug}/clients.json"
    added = await house.browser.post(path, json={"name": "Café Morgenrot", "country": "DE"})
    assert (added.status_code, added.json()["name"], added.json()["language"]) == (
        201,
        "Café Morgenrot",
        "de",
    )
    refused = await house.browser.post(
        path, json={"name": "", "email": "x"}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/name", "/email"}


async def test_the_builder_serves_members_only(product: Product) -> None:
    """Another tenant's member, and whoever has no session, get nothing and add nothing."""
    house, other = await product.house(), await product.house()
    home = f"/app/{house.slug}"
    for path in ("clients/search.json", "items/search.json", "tax-rates.json"):
        assert (await other.browser.get(f"{home}/{path}")).status_code == 404
        assert (await product.client().get(f"{home}/{path}")).status_code == 401
    assert (await other.browser.post(f"{home}/clients.json", json={"name": "A"})).status_code == 404
    assert (await product.client().post(f"{home}/clients.json", json={"name": "A"})).status_code == 403
    assert (await house.api.get("/api/v1/clients")).json()["items"] == []
