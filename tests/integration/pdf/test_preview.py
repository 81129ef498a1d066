"""The preview beside the builder: the PDF's own pages, for what is typed so far."""

import pytest

from invoicing_house import a_client
from product import House, Product

NBSP = "\u00a0"


async def previewed(house: House, **typed: object) -> dict[str, object]:
    """Return the answer to what was typed, which must be good."""
    answer = await house.browser.post(f"/app/{house.slug}/invoices/preview", json=typed)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_an_empty_builder_has_a_page(product: Product) -> None:
    """Before anything is typed the paper is there, with nothing to pay."""
    found = await previewed(await product.house())
    assert (found["page_count"], found["total"], found["amounts"]) == (1, "€0.00", [])
    assert str(found["pages"]).count("<svg") >= 1


async def test_the_figures_beside_the_pages_are_those_on_them(product: Product) -> None:
    """Client, language and terms fill in; the sums are the document's own texts."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, product.clock.now())
    lines = [
        {"description": "Gestaltung", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"},
        {"description": "Buch", "quantity": "1", "unit_price": "10", "tax_rate": "7", "unit": "Stk."},
    ]
    found = await previewed(house, client_id=str(client_id), lines=lines, discount_percent="10")
    assert found["amounts"] == ["160,00", "10,00"]
    assert found["total"] == f"180,99{NBSP}€"
    assert found["description"] == (
        f"Entwurf einer Rechnung \u2013 Studio Nordlicht GmbH. Gesamtbetrag: 180,99{NBSP}€"
    )
    assert (found["language"], found["direction"]) == ("de", "ltr")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"quantity": "1e3", "unit_price": "NaN"}, id="no-numbers"),
        pytest.param({"quantity": "1,5", "unit_price": "-0"}, id="commas-and-minus"),
        pytest.param({"quantity": "9" * 30, "unit_price": "1"}, id="thirty-digits"),
        pytest.param({"tax_rate": "0", "tax_category": "XX"}, id="no-category"),
        pytest.param({"tax_rate": "0", "tax_category": "S"}, id="contradiction"),
        pytest.param({"description": "\u202e\U0001f375 \x00 #panic()"}, id="hostile-text"),
    ],
)
async def test_what_is_half_typed_is_no_error(product: Product, line: dict[str, str]) -> None:
    """The picture shows what can be read; what is wrong is said where the draft is saved."""
    found = await previewed(await product.house(), lines=[line], currency="XXX", language="??")
    assert found["page_count"] == 1


async def test_what_cannot_be_counted_is_refused_at_its_field(product: Product) -> None:
    """A total beyond all bounds has no picture."""
    house = await product.house()
    line = {"quantity": "9" * 14, "unit_price": "9" * 14}
    answer = await house.browser.post(
        f"/app/{house.slug}/invoices/preview",
        json={"lines": [line]},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/lines/0/unit_price"


async def test_a_client_of_another_tenant_is_unknown(product: Product) -> None:
    """A preview is no way to look at someone else's clients."""
    house, stranger = await product.house(), await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, product.clock.now())
    path, body = f"/app/{stranger.slug}/invoices/preview", {"client_id": str(client_id)}
    assert (await stranger.browser.post(path, json=body)).status_code == 422
    assert (await house.browser.post(f"/app/{house.slug}/invoices/preview", json=body)).status_code == 200


async def test_a_long_draft_sends_its_first_pages(product: Product) -> None:
    """The answer stays small, and says how many pages there are."""
    lines = [{"description": f"Line {at}", "quantity": "1", "unit_price": "1"} for at in range(300)]
    found = await previewed(await product.house(), lines=lines)
    pages, count = found["pages"], found["page_count"]
    assert isinstance(pages, list)
    assert isinstance(count, int)
    assert len(pages) == 3
    assert count > 5


@pytest.mark.parametrize("day", ["0002-11-18", "9999-12-31"])
async def test_a_year_that_is_being_typed_counts_as_none(product: Product, day: str) -> None:
    """Date fields give every key of a year; the picture keeps today's date until it is one."""
    house = await product.house()
    typed = {"issued_on": day, "due_on": day, "service_from": day, "service_to": day}
    found = await previewed(house, **typed)
    assert found["figures"] == (await previewed(house))["figures"]


async def test_a_draft_is_previewed_in_the_shape_that_saves_it(product: Product) -> None:
    """What only programs care about is no mistake in a picture."""
    lines = [{"description": "Design", "metadata": {"project": "X"}, "item_id": None}]
    found = await previewed(await product.house(), lines=lines, metadata={"order": 7})
    assert found["page_count"] == 1
