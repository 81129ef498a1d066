"""The whole life of an invoice over the API, in the shapes that programs rely on."""

import asyncio
from uuid import UUID, uuid4

from sqlalchemy import text

from invoiceflow.invoicing.store.drafts import lock_draft
from invoicing_house import a_body, a_line_body, client_over_api
from product import Product

INVOICES = "/api/v1/invoices"


async def test_a_draft_is_created_with_its_arithmetic_done(product: Product) -> None:
    """A draft answers with every figure, its lines and its tax table, and has no number yet."""
    house = await product.house()
    client_id = await client_over_api(house)
    created = await house.api.post(INVOICES, json=a_body(client_id, discount_percent="0"))
    assert created.status_code == 201, created.text
    draft = created.json()
    assert (draft["status"], draft["number"], draft["currency"], draft["public_url"]) == (
        "draft",
        None,
        "EUR",
        None,
    )
    figures = {"net_minor": 14_400, "tax_minor": 2_736, "total_minor": 17_136, "paid_minor": 0}
    assert {
        "status": "draft",
        "number": None,
        "currency": "EUR",
        "public_url": None,
        **figures,
    }.items() <= draft.items()
    assert (draft["due_minor"], draft["credit_minor"], draft["client_id"]) == (17_136, 0, client_id)
    line = {"net_minor": 14_400, "quantity": "2", "unit_price": "80", "tax_rate": "19", "tax_category": "S"}
    assert line.items() <= draft["lines"][0].items()
    assert draft["taxes"] == [{"category": "S", "rate": "19", "base_minor": 14_400, "tax_minor": 2_736}]
    shown = await house.api.get(f"{INVOICES}/{draft['id']}")
    assert (shown.status_code, shown.json(), shown.headers["etag"]) == (200, draft, '"1"')


async def test_an_invoice_is_issued_once_and_then_final(product: Product) -> None:
    """Issuing numbers it and gives it a link; a second time, changing and discarding are refused."""
    house = await product.house()
    draft = (await house.api.post(INVOICES, json=a_body(await client_over_api(house)))).json()
    path = f"{INVOICES}/{draft['id']}"
    issued = await house.api.post(f"{path}/issue")
    assert issued.status_code == 200, issued.text
    invoice = issued.json()
    dates = ("2026-11-18", "2026-12-02")
    assert (invoice["number"], invoice["status"], invoice["issued_on"], invoice["due_on"]) == (
        "2026-0001",
        "issued",
        *dates,
    )
    assert invoice["public_url"].startswith("http://testserver.local/i/")
    for refused in (
        await house.api.post(f"{path}/issue"),
        await house.api.patch(path, json={"notes": "later"}),
        await house.api.put(path, json=a_body(draft["client_id"])),
        await house.api.delete(path),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "invoice.not_a_draft")
    assert (await house.api.get(path)).json() == invoice


async def test_a_void_invoice_keeps_its_number_and_owes_nothing(product: Product) -> None:
    """Voiding leaves the number taken: the next invoice gets the next one."""
    house = await product.house()
    body = a_body(await client_over_api(house))
    first, second = [(await house.api.post(INVOICES, json=body)).json()["id"] for _ in range(2)]
    early = await house.api.post(f"{INVOICES}/{first}/void")
    assert (early.status_code, early.json()["code"]) == (409, "invoice.not_issued")
    await house.api.post(f"{INVOICES}/{first}/issue")
    voided = await house.api.post(f"{INVOICES}/{first}/void")
    assert voided.status_code == 200, voided.text
    assert {"status": "void", "number": "2026-0001", "due_minor": 0}.items() <= voided.json().items()
    again = await house.api.post(f"{INVOICES}/{first}/void")
    assert (again.status_code, again.json()["code"]) == (409, "invoice.already_void")
    assert (await house.api.post(f"{INVOICES}/{second}/issue")).json()["number"] == "2026-0002"


async def test_a_draft_is_changed_replaced_discarded(product: Product) -> None:
    """PATCH changes what is sent, PUT replaces all, DELETE leaves nothing; each revision counts up."""
    house = await product.house()
    client_id = await client_over_api(house)
    draft = (
        await house.api.post(INVOICES, json=a_body(client_id, notes="Thanks", metadata={"po": "7"}))
    ).json()
    path = f"{INVOICES}/{draft['id']}"
    changed = await house.api.patch(path, json={"discount_percent": "50", "due_on": "2027-01-31"})
    assert changed.status_code == 200, changed.text
    body = changed.json()
    assert (body["net_minor"], body["notes"], body["due_on"], body["revision"]) == (
        7_200,
        "Thanks",
        "2027-01-31",
        2,
    )
    replaced = await house.api.put(
        path, json=a_body(client_id, lines=[a_line_body(quantity="1"), a_line_body()])
    )
    assert replaced.status_code == 200, replaced.text
    assert (replaced.json()["notes"], len(replaced.json()["lines"]), replaced.json()["metadata"]) == (
        "",
        2,
        {},
    )
    assert (await house.api.delete(path)).status_code == 204
    assert (await house.api.get(path)).status_code == 404


async def test_changes_of_different_fields_at_once_both_count(product: Product) -> None:
    """Two changes that wait for the same draft come one after the other: none undoes what the other did."""
    house = await product.house()
    draft = (await house.api.post(INVOICES, json=a_body(await client_over_api(house)))).json()
    path = f"{INVOICES}/{draft['id']}"
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await lock_draft(session, UUID(draft["id"]))
        changes = asyncio.gather(
            house.api.patch(path, json={"notes": "mine"}), house.api.patch(path, json={"reference": "yours"})
        )
        await _until_waiting(product, 2)
    assert [answer.status_code for answer in await changes] == [200, 200]
    saved = (await house.api.get(path)).json()
    assert (saved["notes"], saved["reference"]) == ("mine", "yours")


async def test_a_stale_draft_is_refused(product: Product) -> None:
    """With the revision that was read, a draft that somebody else saved in between is not overwritten."""
    house = await product.house()
    path = f"{INVOICES}/{(await house.api.post(INVOICES, json=a_body(await client_over_api(house)))).json()['id']}"
    first = await house.api.patch(path, json={"notes": "mine"}, headers={"If-Match": '"1"'})
    stale = await house.api.patch(path, json={"notes": "yours"}, headers={"If-Match": '"1"'})
    odd = await house.api.patch(path, json={"notes": "yours"}, headers={"If-Match": "x"})
    assert (first.status_code, first.headers["etag"], stale.status_code) == (200, '"2"', 409)
    assert (stale.json()["code"], odd.status_code) == ("invoice.stale", 422)
    assert (await house.api.get(path)).json()["notes"] == "mine"


async def test_what_cannot_be_undone_is_refused_when_stale(product: Product) -> None:
    """Issuing, voiding and discarding with a revision that is not the present one change nothing."""
    house = await product.house()
    client_id = await client_over_api(house)

    async def draft() -> str:
        made = await house.api.post(INVOICES, json=a_body(client_id))
        path = f"{INVOICES}/{made.json()['id']}"
        await house.api.patch(path, json={"notes": "mine"})
        return path

    async def tried(method: str, path: str, *revisions: int) -> list[tuple[int, str]]:
        answers = [
            await house.api.request(method, path, headers={"If-Match": f'"{each}"'}) for each in revisions
        ]
        return [
            (each.status_code, each.json()["code"] if each.status_code == 409 else "") for each in answers
        ]

    path, other, stale = await draft(), await draft(), (409, "invoice.stale")
    assert await tried("POST", f"{path}/issue", 1, 2) == [stale, (200, "")]
    assert await tried("POST", f"{path}/void", 2, 3) == [stale, (200, "")]
    assert await tried("DELETE", other, 1, 2) == [stale, (204, "")]


async def test_a_duplicate_is_a_new_draft(product: Product) -> None:
    """The copy has the same lines and no dates, number or link, also of an issued invoice."""
    house = await product.house()
    body = a_body(await client_over_api(house), issued_on="2026-03-01", reference="PO 9", notes="Thanks")
    invoice_id = (await house.api.post(INVOICES, json=body)).json()["id"]
    invoice = (await house.api.post(f"{INVOICES}/{invoice_id}/issue")).json()
    answer = await house.api.post(f"{INVOICES}/{invoice_id}/duplicate")
    assert answer.status_code == 201, answer.text
    copy = answer.json()
    assert copy["id"] != invoice_id
    assert (copy["status"], copy["number"], copy["issued_on"], copy["reference"]) == ("draft", None, None, "")
    assert (copy["total_minor"], copy["notes"]) == (invoice["total_minor"], "Thanks")
    assert copy["lines"][0]["id"] != invoice["lines"][0]["id"]


async def test_an_incomplete_draft_is_not_issued(product: Product) -> None:
    """What is missing is named by its field, and nothing is numbered."""
    house = await product.house()
    body = a_body(await client_over_api(house), issued_on="2026-05-02", due_on="2026-05-01")
    draft = (await house.api.post(INVOICES, json=body)).json()
    refused = await house.api.post(f"{INVOICES}/{draft['id']}/issue")
    assert (refused.status_code, refused.json()["code"]) == (422, "invoice.incomplete")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/due_on"]
    fixed = await house.api.patch(f"{INVOICES}/{draft['id']}", json={"due_on": None})
    assert fixed.json()["due_on"] is None
    issued = (await house.api.post(f"{INVOICES}/{draft['id']}/issue")).json()
    assert (issued["number"], issued["due_on"]) == ("2026-0001", "2026-05-16")


async def test_another_tenants_invoice_does_not_exist(product: Product) -> None:
    """Every route answers a foreign id and a random one alike, and so does a foreign client in a body."""
    house, stranger = await product.house(), await product.house()
    client_id = await client_over_api(house)
    draft = (await house.api.post(INVOICES, json=a_body(client_id))).json()
    own_client = await client_over_api(stranger)
    for invoice_id in (draft["id"], str(uuid4())):
        path = f"{INVOICES}/{invoice_id}"
        answers = [
            await stranger.api.get(path),
            await stranger.api.patch(path, json={"notes": "x"}),
            await stranger.api.put(path, json=a_body(own_client)),
            await stranger.api.delete(path),
            await stranger.api.post(f"{path}/issue"),
            await stranger.api.post(f"{path}/void"),
            await stranger.api.post(f"{path}/duplicate"),
        ]
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
            (404, "invoice.not_found")
        }
    for foreign in (client_id, str(uuid4())):
        refused = await stranger.api.post(INVOICES, json=a_body(foreign))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/client_id")
    assert (await stranger.api.get(INVOICES)).json() == {"items": [], "next": None}


async def _until_waiting(product: Product, count: int) -> None:
    """Return once that many transactions wait for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        found = 0
        while found < count:
            # A transaction sees one state of the activity: each look is one of its own.
            async with product.world.database.without_tenant() as connection:
                found = (await connection.execute(waiting)).scalar_one()
