"""Items and tax rates over the API."""

from product import Product, a_profile

ITEMS, RATES = "/api/v1/items", "/api/v1/tax-rates"


async def test_a_new_tenant_has_the_rates_of_its_country(product: Product) -> None:
    """A German tenant starts with 19 % as the default, 7 % and the treatments without tax."""
    house = await product.house()
    rates = (await house.api.get(RATES)).json()["items"]
    assert [(rate["rate"], rate["category"], rate["is_default"]) for rate in rates[:2]] == [
        ("19", "S", True),
        ("7", "S", False),
    ]
    assert {rate["category"] for rate in rates} == {"S", "AE", "K", "G", "E", "O"}
    abroad = await product.house(a_profile(country="US", currency="USD"))
    assert [rate["name"] for rate in (await abroad.api.get(RATES)).json()["items"]] == ["No tax"]


async def test_a_tenant_has_one_default_rate(product: Product) -> None:
    """Making a rate the default takes it from the one before; the default itself cannot be archived."""
    house = await product.house()
    new = await house.api.post(RATES, json={"name": "Luxury", "rate": "33.333", "is_default": True})
    assert (new.status_code, new.json()["category"], new.json()["rate"]) == (201, "S", "33.333")
    first, *others = (await house.api.get(RATES)).json()["items"]
    assert first["id"] == new.json()["id"]
    assert not any(rate["is_default"] for rate in others)
    refused = await house.api.post(f"{RATES}/{first['id']}/archive")
    assert (refused.status_code, refused.json()["code"]) == (409, "tax_rate.is_default")
    unset = await house.api.patch(f"{RATES}/{first['id']}", json={"is_default": False})
    assert (unset.status_code, unset.json()["code"]) == (409, "tax_rate.is_default")
    handed_over = await house.api.patch(f"{RATES}/{others[0]['id']}", json={"is_default": True})
    archived = await house.api.post(f"{RATES}/{first['id']}/archive")
    assert (handed_over.status_code, archived.status_code) == (200, 200)
    assert archived.json()["archived_at"] == "2026-11-18T09:00:00Z"
    as_default = await house.api.patch(f"{RATES}/{first['id']}", json={"is_default": True})
    assert (as_default.status_code, as_default.json()["code"]) == (409, "tax_rate.archived")


async def test_rate_and_category_must_go_together(product: Product) -> None:
    """Only S has a rate above zero, and must have one; the field is named."""
    house = await product.house()
    for body, code in (
        ({"name": "A", "rate": "5", "category": "Z"}, "tax.rate_must_be_zero"),
        ({"name": "A", "rate": "0", "category": "S"}, "tax.rate_needed"),
    ):
        refused = await house.api.post(RATES, json=body)
        assert refused.status_code == 422
        assert [(each["code"], each["pointer"]) for each in refused.json()["errors"]] == [(code, "/rate")]


async def test_an_item_is_added_and_changed(product: Product) -> None:
    """The price is exact text, the currency the tenant's unless said, and the rate one of the tenant's own."""
    house, other = await product.house(), await product.house()
    rate_id = (await house.api.get(RATES)).json()["items"][1]["id"]
    body = {"name": "Design", "unit_price": "0.155000", "unit": "hours", "tax_rate_id": rate_id}
    item = (await house.api.post(ITEMS, json=body)).json()
    assert (item["unit_price"], item["currency"], item["tax_rate_id"]) == ("0.155", "EUR", rate_id)
    changed = await house.api.patch(f"{ITEMS}/{item['id']}", json={"unit_price": "90", "tax_rate_id": None})
    assert (changed.json()["unit_price"], changed.json()["tax_rate_id"]) == ("90", None)
    assert changed.json()["name"] == "Design"
    foreign = await other.api.post(ITEMS, json=body)
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/tax_rate_id")


async def test_an_archived_rate_is_not_for_new_items(product: Product) -> None:
    """An item keeps a rate that was archived meanwhile, but none can be given it any more."""
    house = await product.house()
    rate_id = (await house.api.get(RATES)).json()["items"][1]["id"]
    body = {"name": "Design", "unit_price": "80", "tax_rate_id": rate_id}
    item = (await house.api.post(ITEMS, json=body)).json()
    await house.api.post(f"{RATES}/{rate_id}/archive")
    renamed = await house.api.patch(f"{ITEMS}/{item['id']}", json={"name": "Layout", "tax_rate_id": rate_id})
    refused = await house.api.post(ITEMS, json=body)
    assert (renamed.status_code, refused.status_code) == (200, 422)
    assert refused.json()["errors"][0]["code"] == "tax_rate.archived"
