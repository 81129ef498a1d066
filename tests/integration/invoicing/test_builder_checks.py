"""What the builder is told of what was typed: what is wrong, where, and what is missing still."""

from datetime import date

import pytest

from builder_house import JSON, a_draft_body, created, drafts
from invoiceflow.runtime.formats import format_date
from invoicing_house import client_over_api
from product import Product, a_profile


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        pytest.param({"lines": [{"quantity": "1e3"}]}, "/lines/0/quantity", id="exponent"),
        pytest.param({"lines": [{}, {"unit_price": "1,500"}]}, "/lines/1/unit_price", id="two-readings"),
        pytest.param({"lines": [{"quantity": "9" * 30}]}, "/lines/0/quantity", id="thirty-digits"),
        pytest.param({"lines": [{"unit_price": "-0"}]}, "/lines/0/unit_price", id="minus-zero"),
        pytest.param({"lines": [{"tax_rate": "0", "tax_category": "S"}]}, "/lines/0/tax_rate", id="tax"),
        pytest.param({"discount_percent": "101"}, "/discount_percent", id="percent"),
        pytest.param({"issued_on": "2026-11-31"}, "/issued_on", id="no-such-day"),
        pytest.param({"currency": "XXX"}, "/currency", id="currency"),
        pytest.param({"notes": "\x00"}, "/notes", id="nul"),
        pytest.param(
            {"client_id": "00000000-0000-7000-8000-000000000000"}, "/client_id", id="foreign-client"
        ),
    ],
)
async def test_what_is_wrong_is_told_at_its_field(
    product: Product, given: dict[str, object], pointer: str
) -> None:
    """Nothing is saved, and the pointer leads to the field."""
    house = await product.house()
    answer = await house.browser.post(drafts(house), json=a_draft_body(**given), headers=JSON)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_every_broken_number_is_named_at_once(product: Product) -> None:
    """Also where a line's tax is broken as well."""
    house = await product.house()
    line = {
        "quantity": "x",
        "unit_price": "1.500",
        "discount_percent": "101",
        "tax_rate": "0",
        "tax_category": "S",
    }
    body = a_draft_body(lines=[{}, line], discount_percent="1,000")
    errors = (await house.browser.post(drafts(house), json=body, headers=JSON)).json()["errors"]
    fields = ("quantity", "unit_price", "discount_percent", "tax_rate")
    assert {error["pointer"] for error in errors} == {
        "/discount_percent",
        *(f"/lines/1/{name}" for name in fields),
    }


@pytest.mark.parametrize("typed", ["1450,5", "1450.5", "1,450.50", "1.450,50", "1 450,5"])
async def test_numbers_are_typed_as_people_write_them(product: Product, typed: str) -> None:
    """Comma or point: the draft holds the same number, and its preview shows it."""
    house = await product.house()
    line = {"description": "Design", "quantity": "1,5", "unit_price": typed, "tax_rate": "0"}
    body = a_draft_body(lines=[line], discount_percent="2,5")
    preview = await house.browser.post(f"/app/{house.slug}/invoices/preview", json=body, headers=JSON)
    assert preview.json()["figures"]["amounts"] == ["2,175.75"]
    made = await created(house, lines=[line], discount_percent="2,5")
    draft = (await house.api.get(f"/api/v1/invoices/{made['id']}")).json()
    assert [(each["quantity"], each["unit_price"]) for each in draft["lines"]] == [("1.5", "1450.5")]
    assert draft["discount_percent"] == "2.5"


async def test_what_a_draft_lacks_is_known_before_anybody_is_asked(product: Product) -> None:
    """All of it at once, by the same rules as issuing; else the date and number that it takes."""
    house = await product.house()
    one = f"/app/{house.slug}/invoices/{{}}/draft/check"
    lacking = await created(house, lines=[{"unit_price": "5"}])
    answer = await house.browser.get(one.format(lacking["id"]), headers=JSON)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/client_id", "/lines/0/description"]
    whole = await created(house, client_id=await client_over_api(house))
    foreseen = (await house.browser.get(one.format(whole["id"]), headers=JSON)).json()
    issued = (await house.api.post(f"/api/v1/invoices/{whole['id']}/issue")).json()
    assert (foreseen["errors"], foreseen["number"]) == ([], issued["number"])
    assert foreseen["issued_on"] == format_date(date.fromisoformat(issued["issued_on"]), "en-GB")


async def test_lines_that_nobody_wrote_into_are_dropped(product: Product) -> None:
    """From the pages that show a draft, and when it is issued: one that was written stays, in its place."""
    house = await product.house()
    client_id = await client_over_api(house)
    blank = {"quantity": "1", "tax_rate": "7"}
    line = {"description": "Design", "quantity": "2", "unit_price": "80", "tax_rate": "19"}
    made = await created(house, client_id=client_id, lines=[blank, line, blank])
    page = (await house.browser.get(f"/app/{house.slug}/invoices/{made['id']}")).text
    assert "Say what this line is for" not in page
    issued = await house.api.post(f"/api/v1/invoices/{made['id']}/issue")
    assert issued.status_code == 200, issued.text
    assert [each["description"] for each in issued.json()["lines"]] == ["Design"]
    assert [(each["rate"], each["base_minor"]) for each in issued.json()["taxes"]] == [("19", 16000)]
    empty = await created(house, client_id=client_id, lines=[blank])
    refused = await house.api.post(f"/api/v1/invoices/{empty['id']}/issue")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/lines/0/description"]


async def test_what_nobody_would_want_to_seal_unknowingly_is_told_with_the_preview(product: Product) -> None:
    """Signs that no font can draw, a tax id and an address that are missing; emoji are drawn."""
    house = await product.house(a_profile(vat_id="", tax_number=""))
    body = a_draft_body(client_id=await client_over_api(house), notes="Tea \U0001f375 \u6f22 \ue000")
    shown = (await house.browser.post(f"/app/{house.slug}/invoices/preview", json=body, headers=JSON)).json()
    assert shown["unshown"] == ["\u6f22", "U+E000"]
    assert [error["pointer"] for error in shown["advice"]] == ["/seller/vat_id", "/client/street"]
    plain = (
        await house.browser.post(f"/app/{house.slug}/invoices/preview", json=a_draft_body(), headers=JSON)
    ).json()
    assert (plain["unshown"], plain["advice"]) == ([], [])


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"lines": [{"description": "x" * 2001}]}, "/lines/0/description"),
        ({"lines": [{"description": "A", "note": "x" * 2001}]}, "/lines/0/note"),
        ({"notes": "x" * 10_001}, "/notes"),
        ({"terms": "x" * 10_001}, "/terms"),
    ],
)
async def test_texts_have_bounds(product: Product, given: dict[str, object], pointer: str) -> None:
    """A description is for a cell of a table; the builder and the API say so at the field."""
    house = await product.house()
    typed = await house.browser.post(drafts(house), json=a_draft_body(**given), headers=JSON)
    assert [error["pointer"] for error in typed.json()["errors"]] == [pointer]
    line = {"description": "Design", "quantity": "1", "unit_price": "1", "tax_rate": "19"}
    lines = [line | each for each in given.get("lines", [{}])]  # type: ignore[attr-defined]  # a list of lines
    body = {"client_id": await client_over_api(house), "currency": "EUR", **given, "lines": lines}
    answer = await house.api.post("/api/v1/invoices", json=body)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


async def test_what_an_invoice_still_lacks_is_named_at_its_fields(product: Product) -> None:
    """Everything is named at once, and no number is taken."""
    house = await product.house()
    made = await created(house, lines=[{"quantity": "1", "unit_price": "5", "tax_rate": "19"}])
    address = f"/app/{house.slug}/invoices/{made['id']}/draft/issue"
    refused = await house.browser.post(address, headers=JSON)
    assert refused.status_code == 422
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert {"/client_id", "/lines/0/description"} <= pointers
