"""The builder's server side: its pages, and drafts that are saved while someone types."""

from uuid import uuid4

from builder_house import JSON, a_draft_body, created, drafts, props_of, saved
from invoicing_house import client_over_api
from product import House, Product
from queries import watching


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
