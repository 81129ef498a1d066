"""The builder's server side: its pages, and drafts that are saved while someone types."""

import json
import re
from datetime import date
from uuid import uuid4

import httpx
import pytest

from invoiceflow.runtime.formats import format_date
from invoicing_house import client_over_api
from product import House, Product, a_profile
from queries import watching

JSON = {"Accept": "application/json"}


def a_draft_body(**given: object) -> dict[str, object]:
    """Return a draft as the builder sends it: two hours at 80.00, 190.40 EUR in all."""
    line = {"description": "Design", "quantity": "2", "unit_price": "80.00", "tax_rate": "19"}
    return {"currency": "EUR", "language": "de", "payment_days": 14, "lines": [line], **given}


async def created(house: House, **given: object) -> dict[str, object]:
    """Create a draft and return where it is."""
    answer = await house.browser.post(drafts(house), json=a_draft_body(**given), headers=JSON)
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


def drafts(house: House) -> str:
    """Return where drafts are created."""
    return f"/app/{house.slug}/invoices/drafts"


async def saved(house: House, draft_id: object, body: dict[str, object], revision: object) -> httpx.Response:
    """Save a draft as somebody who read a revision."""
    headers = JSON | {"If-Match": f'"{revision}"'}
    return await house.browser.put(f"/app/{house.slug}/invoices/{draft_id}/draft", json=body, headers=headers)


def props_of(page: httpx.Response) -> dict[str, object]:
    """Return the JSON that the builder starts with."""
    assert page.status_code == 200, page.text
    found = re.search(r'<script type="application/json">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None
    props: dict[str, object] = json.loads(found[1])
    return props


async def test_a_new_invoice_stores_nothing(product: Product) -> None:
    """Opening the builder makes no draft: abandoned pages leave nothing behind."""
    house = await product.house()
    props = props_of(await house.browser.get(f"/app/{house.slug}/invoices/new"))
    assert props["id"] is None
    assert (await house.api.get("/api/v1/invoices")).json()["items"] == []


async def test_a_new_invoice_starts_with_the_client_that_was_asked_for(product: Product) -> None:
    """Currency, language and terms follow the client."""
    house = await product.house()
    client_id = await client_over_api(house, currency="CHF", language="fr", payment_days=30)
    props = props_of(await house.browser.get(f"/app/{house.slug}/invoices/new?client={client_id}"))
    draft, client = props["draft"], props["client"]
    assert isinstance(draft, dict)
    assert isinstance(client, dict)
    assert (draft["currency"], draft["language"], draft["payment_days"]) == ("CHF", "fr", 30)
    assert (client["id"], client["name"]) == (client_id, "Café Lindenhof GmbH")


async def test_text_of_people_never_ends_the_script_of_props(product: Product) -> None:
    """A name that looks like markup arrives as the name that it is."""
    house = await product.house()
    name = "</script><script>alert(1)</script>"
    client_id = await client_over_api(house, name=name)
    page = await house.browser.get(f"/app/{house.slug}/invoices/new?client={client_id}")
    client = props_of(page)["client"]
    assert isinstance(client, dict)
    assert client["name"] == name


async def test_a_half_written_draft_is_saved(product: Product) -> None:
    """A draft needs neither client nor words; what is missing is asked for when it is issued."""
    house = await product.house()
    made = await created(house, lines=[{"description": ""}, {"unit_price": "5"}])
    props = props_of(await house.browser.get(f"/app/{house.slug}/invoices/{made['id']}/edit"))
    draft = props["draft"]
    assert isinstance(draft, dict)
    assert [(line["quantity"], line["unit_price"]) for line in draft["lines"]] == [("0", "0"), ("0", "5")]


async def test_lines_name_items_of_the_own_tenant_alone(product: Product) -> None:
    """A foreign item and none are refused at their lines, new and saved alike; an own one is kept, asked for once."""
    house, other = await product.house(), await product.house()
    own, foreign = [await item_over_api(each) for each in (house, other)]
    wrong = [{"description": "A", "item_id": each} for each in (own, foreign, str(uuid4()))]
    with watching(product) as watch:
        browser = watch.like(house.browser)
        answer = await browser.post(drafts(house), json=a_draft_body(lines=wrong), headers=JSON)
        assert sum("FROM items" in statement for statement in watch.statements) == 1
    assert answer.status_code == 422
    assert [(each["code"], each["pointer"]) for each in answer.json()["errors"]] == [
        ("invoice.item_unknown", f"/lines/{place}/item_id") for place in (1, 2)
    ]
    made = await created(house, lines=wrong[:1])
    assert (await saved(house, made["id"], a_draft_body(lines=wrong[:2]), 1)).status_code == 422
    with watching(product) as watch:
        again = a_draft_body(lines=[wrong[0] | {"description": "B"}])
        there = f"{drafts(house).removesuffix('/drafts')}/{made['id']}/draft"
        answer = await watch.like(house.browser).put(there, json=again, headers=JSON | {"If-Match": '"1"'})
        assert not any("FROM items" in statement for statement in watch.statements)
    assert answer.status_code == 200


async def item_over_api(house: House) -> str:
    """Add an item and return its id."""
    answer = await house.api.post(
        "/api/v1/items", json={"name": "Design", "unit_price": "80", "currency": "EUR"}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_creating_is_safe_to_repeat(product: Product) -> None:
    """A lost answer makes no second draft."""
    house = await product.house()
    headers = JSON | {"Idempotency-Key": "one"}
    answers = [
        await house.browser.post(drafts(house), json=a_draft_body(), headers=headers) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert len((await house.api.get("/api/v1/invoices")).json()["items"]) == 1


async def test_what_is_loaded_can_be_saved_as_it_is(product: Product) -> None:
    """Loading and saving use one shape, and saving what is there already is no new revision."""
    house = await product.house()
    line = {"description": "Design", "quantity": "1.5", "unit_price": "80", "tax_rate": "19", "unit": "hours"}
    made = await created(house, lines=[line | {"metadata": {"project": "X"}}], discount_percent="2.5")
    loaded = (await house.browser.get(f"/app/{house.slug}/invoices/{made['id']}/draft", headers=JSON)).json()
    answer = await saved(house, made["id"], loaded["draft"], loaded["revision"])
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)


async def test_in_conflict_nothing_is_overwritten(product: Product) -> None:
    """Whoever saves an old revision is told, and can read who changed what."""
    house = await product.house()
    made = await created(house)
    assert (await saved(house, made["id"], a_draft_body(discount_percent="3"), 1)).status_code == 200
    refused = await saved(house, made["id"], a_draft_body(discount_percent="2"), 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice.stale")
    theirs = (await house.browser.get(f"/app/{house.slug}/invoices/{made['id']}/draft", headers=JSON)).json()
    assert (theirs["revision"], theirs["draft"]["discount_percent"]) == (2, "3")
    assert (theirs["edited_by"], theirs["by_you"], theirs["edited"]) == (house.owner.name, True, "just now")


async def test_a_program_of_ones_own_is_somebody_else(product: Product) -> None:
    """The person is compared, not the tenant and not the name."""
    house = await product.house()
    made = await created(house)
    await house.api.patch(f"/api/v1/invoices/{made['id']}", json={"discount_percent": "3"})
    theirs = (await house.browser.get(f"/app/{house.slug}/invoices/{made['id']}/draft", headers=JSON)).json()
    assert (theirs["edited_by"], theirs["by_you"]) == ("API key tests", False)


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


async def test_a_draft_is_issued_as_it_was_seen(product: Product) -> None:
    """Issuing an old revision is refused; the present one takes a number, once."""
    house = await product.house()
    made = await created(house, client_id=await client_over_api(house))
    address = f"/app/{house.slug}/invoices/{made['id']}/draft/issue"
    stale = await house.browser.post(address, headers=JSON | {"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "invoice.stale")
    headers = JSON | {"If-Match": '"1"', "Idempotency-Key": "issue"}
    issued = await house.browser.post(address, headers=headers)
    assert issued.status_code == 200, issued.text
    assert issued.json()["number"] == "2026-0001"
    assert (await house.browser.post(address, headers=headers)).json() == issued.json()
    again = await house.browser.get(f"/app/{house.slug}/invoices/{made['id']}/edit")
    assert (again.status_code, again.headers["location"]) == (303, issued.json()["url"])


async def test_a_second_tab_issues_and_sends_nothing(product: Product) -> None:
    """It is told that the draft was issued, whatever key it sends, and the first email asked for twice is one."""
    house = await product.house()
    made = await created(house, client_id=await client_over_api(house))
    here = f"/app/{house.slug}/invoices/{made['id']}"
    first, second = [
        await house.browser.post(
            f"{here}/draft/issue", headers=JSON | {"If-Match": '"1"', "Idempotency-Key": tab}
        )
        for tab in ("issue-1-a", "issue-1-b")
    ]
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "invoice.not_a_draft"
    for _ in range(2):
        assert (await house.browser.post(f"{here}/send", data={"delivery_id": made["id"]})).status_code == 303
    rows = await product.world.reads.rows(house.tenant_id, "SELECT id FROM deliveries")
    assert len(rows) == 1
    led = await house.browser.get(f"{here}/edit")
    assert "Already issued" in (await house.browser.get(led.headers["location"])).text


async def test_what_an_invoice_still_lacks_is_named_at_its_fields(product: Product) -> None:
    """Everything is named at once, and no number is taken."""
    house = await product.house()
    made = await created(house, lines=[{"quantity": "1", "unit_price": "5", "tax_rate": "19"}])
    address = f"/app/{house.slug}/invoices/{made['id']}/draft/issue"
    refused = await house.browser.post(address, headers=JSON)
    assert refused.status_code == 422
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert {"/client_id", "/lines/0/description"} <= pointers


async def test_a_stranger_sees_nothing(product: Product) -> None:
    """A draft of another tenant is not there, whichever way it is asked for."""
    house, stranger = await product.house(), await product.house()
    draft_id = (await created(house))["id"]
    here = f"/app/{stranger.slug}/invoices/{draft_id}"
    assert (await stranger.browser.get(f"{here}/edit")).status_code == 404
    assert (await stranger.browser.get(f"{here}/draft", headers=JSON)).status_code == 404
    assert (await saved(stranger, draft_id, a_draft_body(), 1)).status_code == 404
    assert (await stranger.browser.post(f"{here}/draft/issue", headers=JSON)).status_code == 404


async def test_the_preview_says_its_figures_in_the_language_of_the_reader(product: Product) -> None:
    """The page is the client's, the figures beside it are the member's."""
    house = await product.house()
    answer = await house.browser.post(
        f"/app/{house.slug}/invoices/preview", json=a_draft_body(), headers=JSON
    )
    found = answer.json()
    assert found["total"] == "190,40\u00a0€"
    assert (found["figures"]["amounts"], found["figures"]["total"]) == (["160.00"], "€190.40")
    assert found["figures"]["sums"][-1] == {"name": "19% VAT on €160.00", "value": "€30.40"}
