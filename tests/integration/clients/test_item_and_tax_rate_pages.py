"""The pages of items and tax rates, as a browser meets them."""

from typing import Any

import pytest

from counting import counted
from page_reading import fields_of, names_in
from product import House, Product, a_profile


async def rates_of(house: House) -> list[dict[str, Any]]:
    """Return the house's tax rates, the default first."""
    rates: list[dict[str, Any]] = (await house.api.get("/api/v1/tax-rates")).json()["items"]
    return rates


async def test_an_item_is_added_listed_edited_and_archived(product: Product) -> None:
    """Empty list, form, row with its price, stale form, archive with undo."""
    house = await product.house()
    home = f"/app/{house.slug}/items"
    assert "No items yet" in (await house.browser.get(home)).text
    rate = (await rates_of(house))[1]
    form = {
        "name": "Design",
        "unit_price": "96.5",
        "currency": "EUR",
        "unit": "hour",
        "tax_rate_id": rate["id"],
    }
    added = await house.browser.post(f"{home}/new", data=form)
    assert (added.status_code, added.headers["location"]) == (303, home)
    listed = (await house.browser.get(home)).text
    assert names_in(listed) == ["design"]
    for words in ("96.50", "hour", rate["name"]):
        assert words in listed
    (item,) = (await house.api.get("/api/v1/items")).json()["items"]
    edit = f"{home}/{item['id']}/edit"
    mine = fields_of((await house.browser.get(edit)).text) | {"unit_price": "100"}
    await house.api.patch(f"/api/v1/items/{item['id']}", json={"name": "Layout"})
    refused = await house.browser.post(edit, data=mine)
    assert (refused.status_code, "Theirs: Layout" in refused.text) == (409, True)
    assert (await house.browser.post(edit, data=fields_of(refused.text))).status_code == 303
    (saved,) = (await house.api.get("/api/v1/items")).json()["items"]
    assert (saved["name"], saved["unit_price"], saved["tax_rate_id"]) == ("Design", "100", rate["id"])
    await house.browser.post(f"{home}/{item['id']}/archive")
    assert f"{home}/{item['id']}/restore" in (await house.browser.get(home)).text
    await house.browser.post(f"{home}/{item['id']}/restore")
    assert names_in((await house.browser.get(home)).text) == ["design"]


BROKEN_ITEMS: list[tuple[dict[str, str], str]] = [
    ({"name": "", "unit_price": "1"}, "name"),
    ({"name": "A"}, "unit_price"),
    ({"name": "A", "unit_price": "1,500"}, "unit_price"),
    ({"name": "A", "unit_price": "-1"}, "unit_price"),
    ({"name": "A", "unit_price": "-0"}, "unit_price"),
    ({"name": "A", "unit_price": "1.1234567"}, "unit_price"),
    ({"name": "A", "unit_price": "1e3"}, "unit_price"),
    ({"name": "A", "unit_price": "NaN"}, "unit_price"),
    ({"name": "A", "unit_price": "9" * 30}, "unit_price"),
    ({"name": "A", "unit_price": "1", "currency": "XXX"}, "currency"),
    ({"name": "A", "unit_price": "1", "tax_rate_id": "7"}, "tax_rate_id"),
    (
        {"name": "A", "unit_price": "1", "tax_rate_id": "01936e2e-0000-7000-8000-000000000000"},
        "tax_rate_id",
    ),
    ({"name": "A", "unit_price": "1", "metadata": "?"}, "metadata"),
]


async def test_a_broken_item_is_shown_at_its_field(product: Product) -> None:
    """The error stands at the field, and nothing is added."""
    house = await product.house()
    for sent, field in BROKEN_ITEMS:
        answer = await house.browser.post(f"/app/{house.slug}/items/new", data=sent)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), sent
    assert (await house.api.get("/api/v1/items")).json()["items"] == []


@pytest.mark.parametrize(
    ("country", "language", "price", "rate"),
    [
        ("GB", "en", "1,450.50", "8.125"),
        ("DE", "en", "1,450.50", "8.1250"),
        ("DE", "de", "1.450,50", "8,1250"),
    ],
)
async def test_numbers_are_typed_and_shown_as_the_tenant_writes_them(
    product: Product, country: str, language: str, price: str, rate: str
) -> None:
    """Comma or point is read alike; stored numbers stand in the fields as people of the tenant type them."""
    house = await product.house(a_profile(country=country, language=language, vat_id=""))
    home = f"/app/{house.slug}"
    for typed in ("1450,5", "1450.5", "1,450.50", "1.450,50", price):
        added = await house.browser.post(f"{home}/items/new", data={"name": "A", "unit_price": typed})
        assert added.status_code == 303, typed
    items = (await house.api.get("/api/v1/items")).json()["items"]
    assert {item["unit_price"] for item in items} == {"1450.5"}
    edit = f"{home}/items/{items[0]['id']}/edit"
    form = fields_of((await house.browser.get(edit)).text)
    assert form["unit_price"] == price
    assert (await house.browser.post(edit, data=form)).status_code == 303
    assert (await house.api.get(f"/api/v1/items/{items[0]['id']}")).json()["unit_price"] == "1450.5"
    added = await house.browser.post(
        f"{home}/tax-rates/new", data={"name": "Local", "rate": "8,1250", "category": ""}
    )
    assert added.status_code == 303
    local = next(each for each in await rates_of(house) if each["name"] == "Local")
    assert local["rate"] == "8.125"
    assert fields_of((await house.browser.get(f"{home}/tax-rates/{local['id']}/edit")).text)["rate"] == rate


@pytest.mark.parametrize("rate", ["8,125", "1e1", "101", "-1", "NaN", ""])
async def test_a_broken_rate_is_shown_at_its_field_as_it_was_typed(product: Product, rate: str) -> None:
    """With every other broken field, and nothing is added."""
    house = await product.house()
    answer = await house.browser.post(f"/app/{house.slug}/tax-rates/new", data={"name": "", "rate": rate})
    assert answer.status_code == 422
    assert 'id="rate-error"' in answer.text
    assert 'id="name-error"' in answer.text
    assert f'value="{rate}"' in answer.text


async def test_the_lists_cost_few_statements(product: Product) -> None:
    """Items cost two, one of them for the names of rates; tax rates one."""
    house = await product.house()
    await house.api.post("/api/v1/items", json={"name": "Design", "unit_price": "96"})
    async with counted(product, house) as counting:
        assert await counting.cost(f"/app/{house.slug}/items") == (2, 0)
        assert await counting.cost(f"/app/{house.slug}/tax-rates") == (1, 0)


async def test_a_tax_rate_is_added_made_the_default_and_archived(product: Product) -> None:
    """The default moves with one press, and only another rate can be archived."""
    house = await product.house()
    home = f"/app/{house.slug}/tax-rates"
    form = {"name": "Luxury", "rate": "33", "category": ""}
    assert (await house.browser.post(f"{home}/new", data=form)).status_code == 303
    luxury = next(rate for rate in await rates_of(house) if rate["name"] == "Luxury")
    before = (await rates_of(house))[0]
    made = await house.browser.post(f"{home}/{luxury['id']}/default")
    assert (made.status_code, (await rates_of(house))[0]["name"]) == (303, "Luxury")
    assert "New lines get Luxury" in (await house.browser.get(home)).text
    await house.browser.post(f"{home}/{luxury['id']}/archive")
    assert "Make another one the default" in (await house.browser.get(home)).text
    await house.browser.post(f"{home}/{before['id']}/archive")
    page = (await house.browser.get(home)).text
    assert f"{home}/{before['id']}/restore" in page
    assert before["name"].lower() not in names_in(page)
    assert before["name"].lower() in names_in((await house.browser.get(f"{home}?archived=true")).text)
    await house.browser.post(f"{home}/{before['id']}/restore")
    assert before["name"].lower() in names_in((await house.browser.get(home)).text)


async def test_a_tax_rate_is_found_by_its_name(product: Product) -> None:
    """Every word must occur; signs that search patterns know stand for themselves, and NUL for nothing."""
    house = await product.house()
    home = f"/app/{house.slug}/tax-rates"
    for name in ("Luxury goods", "Luxury 100% wool"):
        await house.browser.post(f"{home}/new", data={"name": name, "rate": "33", "category": ""})

    async def found(text: str) -> list[str]:
        return names_in((await house.browser.get(home, params={"q": text})).text)

    assert await found("GOODS lux") == ["luxury goods"]
    assert await found("0% w\0ool") == ["luxury 100% wool"]
    assert await found("l_x") == []
    assert len(await found("")) == len(await rates_of(house))
    assert "No tax rate matches “tea”" in (await house.browser.get(home, params={"q": "tea"})).text


async def test_the_form_of_a_tax_rate_keeps_the_default(product: Product) -> None:
    """Editing the default's name leaves it the default; a stale form is shown again."""
    house = await product.house()
    rate = (await rates_of(house))[0]
    path = f"/app/{house.slug}/tax-rates/{rate['id']}/edit"
    form = fields_of((await house.browser.get(path)).text)
    assert (await house.browser.post(path, data=form | {"name": "Standard"})).status_code == 303
    after = (await rates_of(house))[0]
    assert (after["name"], after["is_default"], after["rate"]) == ("Standard", True, "19")
    stale = await house.browser.post(path, data=form | {"name": "Other"})
    assert (stale.status_code, "Theirs: Standard" in stale.text) == (409, True)


BROKEN_RATES: list[tuple[dict[str, str], str]] = [
    ({"name": "", "rate": "5"}, "name"),
    ({"name": "A", "rate": ""}, "rate"),
    ({"name": "A", "rate": "101"}, "rate"),
    ({"name": "A", "rate": "19 %"}, "rate"),
    ({"name": "A", "rate": "0", "category": "S"}, "rate"),
    ({"name": "A", "rate": "5", "category": "AE"}, "rate"),
    ({"name": "A", "rate": "5", "category": "B"}, "category"),
]


async def test_a_broken_tax_rate_is_shown_at_its_field(product: Product) -> None:
    """The error stands at the field, and nothing is added."""
    house = await product.house()
    count = len(await rates_of(house))
    for sent, field in BROKEN_RATES:
        answer = await house.browser.post(f"/app/{house.slug}/tax-rates/new", data=sent)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), sent
    assert len(await rates_of(house)) == count


async def test_other_tenants_items_and_rates_have_no_page(product: Product) -> None:
    """A foreign id answers like nothing at all, while the owner's request succeeds."""
    house, other = await product.house(), await product.house()
    item = (await house.api.post("/api/v1/items", json={"name": "A", "unit_price": "1"})).json()
    rate = (await rates_of(house))[1]
    for rest in (f"items/{item['id']}", f"items/{item['id']}/edit", f"tax-rates/{rate['id']}/edit"):
        assert (await house.browser.get(f"/app/{house.slug}/{rest}")).status_code == 200
        assert (await other.browser.get(f"/app/{other.slug}/{rest}")).status_code == 404
    for rest in (
        *(f"items/{item['id']}/{verb}" for verb in ("edit", "archive", "restore")),
        *(f"tax-rates/{rate['id']}/{verb}" for verb in ("edit", "default", "archive", "restore")),
    ):
        assert (await other.browser.post(f"/app/{other.slug}/{rest}", data={})).status_code == 404
        assert (await other.api.post(f"/api/v1/{rest}", json={})).status_code in (404, 405)
