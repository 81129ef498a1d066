"""Repeating a request with its key: the effect happens once, and the answer is the same."""

import asyncio

from invoiceflow.invoicing.store.invoices import row_of
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoicing_house import a_body, client_over_api
from product import Product

INVOICES = "/api/v1/invoices"
KEY = {"Idempotency-Key": "order-4711"}


async def test_the_same_key_replays_the_same_answer(product: Product) -> None:
    """A draft is created once and an invoice numbered once; the second answer is equal byte for byte."""
    house = await product.house()
    body = a_body(await client_over_api(house))
    created = [await house.api.post(INVOICES, json=body, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in created] == [201, 201]
    assert created[0].content == created[1].content
    path = f"{INVOICES}/{created[0].json()['id']}"
    issued = [await house.api.post(f"{path}/issue", headers=KEY) for _ in range(3)]
    assert [answer.status_code for answer in issued] == [200, 200, 200]
    assert {answer.content for answer in issued} == {issued[0].content}
    await house.api.post(f"{path}/void")
    assert (await house.api.post(f"{path}/issue", headers=KEY)).content == issued[0].content
    copies = [await house.api.post(f"{path}/duplicate", headers=KEY) for _ in range(2)]
    assert copies[0].content == copies[1].content
    assert len((await house.api.get(INVOICES)).json()["items"]) == 2


async def test_another_body_with_the_same_key_is_refused(product: Product) -> None:
    """A key stands for one request; another tenant's equal key is another key."""
    house, stranger = await product.house(), await product.house()
    client_id = await client_over_api(house)
    await house.api.post(INVOICES, json=a_body(client_id), headers=KEY)
    other = await house.api.post(INVOICES, json=a_body(client_id, notes="other"), headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    elsewhere = a_body(await client_over_api(stranger), notes="elsewhere")
    assert (await stranger.api.post(INVOICES, json=elsewhere, headers=KEY)).status_code == 201


async def test_a_failure_is_not_kept(product: Product) -> None:
    """A request that was refused changed nothing, so its key may be used again once the cause is mended."""
    house = await product.house()
    body = a_body(await client_over_api(house), issued_on="2026-05-02", due_on="2026-05-01")
    path = f"{INVOICES}/{(await house.api.post(INVOICES, json=body)).json()['id']}"
    assert (await house.api.post(f"{path}/issue", headers=KEY)).status_code == 422
    await house.api.patch(path, json={"due_on": "2026-05-03"})
    assert (await house.api.post(f"{path}/issue", headers=KEY)).status_code == 200


async def test_a_request_in_flight_is_not_run_twice(product: Product) -> None:
    """While the first is being worked on, a second with the same key is told to wait; the first goes through."""
    house = await product.house()
    draft = (await house.api.post(INVOICES, json=a_body(await client_over_api(house)))).json()
    path = f"{INVOICES}/{draft['id']}/issue"
    async with product.world.database.as_tenant(house.tenant_id) as session:
        # Whoever comes first waits for this row; the other one finds the key taken.
        await row_of(session, draft["id"], lock=True)
        tasks = [asyncio.create_task(house.api.post(path, headers=KEY)) for _ in range(2)]
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        refused = done.pop().result()
    issued = await waiting.pop()
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency.in_flight")
    assert (issued.status_code, issued.json()["number"]) == (200, "2026-0001")
    assert (await house.api.post(path, headers=KEY)).content == issued.content


async def test_a_key_of_somebody_else_replays_nothing(product: Product) -> None:
    """The same key and body, sent by another tenant or by another API key of the same one, is a request of its own."""
    house, stranger = await product.house(), await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        second = await create_api_key(session, CreateApiKey("another", "tests", product.clock.now()))
    colleague = product.client({"Authorization": f"Bearer {second}"})
    ids = []
    for who in (house.api, stranger.api, colleague):
        answers = [await who.post("/api/v1/clients", json={"name": "Canary"}, headers=KEY) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].content == answers[1].content
        ids.append(answers[0].json()["id"])
    assert len(set(ids)) == 3
    listed = (await stranger.api.get("/api/v1/clients")).json()["items"]
    assert [each["id"] for each in listed] == [ids[1]]


async def test_a_foreign_invoice_is_not_told_by_its_key(product: Product) -> None:
    """Who guesses an id and the key that numbered it is told that there is nothing, not what was answered then."""
    house, stranger = await product.house(), await product.house()
    draft = (await house.api.post(INVOICES, json=a_body(await client_over_api(house)))).json()
    path = f"{INVOICES}/{draft['id']}/issue"
    assert (await house.api.post(path, headers=KEY)).status_code == 200
    assert (await stranger.api.post(path, headers=KEY)).status_code == 404
