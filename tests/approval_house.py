"""Houses that ask for approval of drafts, and what is done with them; say only what matters."""

from uuid import UUID

import httpx

from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoicing_house import a_body, client_over_api
from product import House, Product, a_profile

INVOICES = "/api/v1/invoices"


async def asking(product: Product) -> House:
    """Return a house that asks for approval."""
    return await product.house(a_profile(approval=True))


async def a_draft_of(house: House) -> str:
    """Return the id of a draft that could be issued."""
    answer = await house.api.post(INVOICES, json=a_body(await client_over_api(house)))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def key_with(product: Product, house: House, *scopes: str) -> httpx.AsyncClient:
    """Return a client with a key of those scopes."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        command = CreateApiKey("scoped", house.owner.name, product.clock.now(), scopes=scopes)
        key = await create_api_key(session, command)
    return product.client({"Authorization": f"Bearer {key}"})


async def stands(house: House, draft_id: str) -> dict[str, object]:
    """Return a draft as the API gives it."""
    found: dict[str, object] = (await house.api.get(f"{INVOICES}/{draft_id}")).json()
    return found


async def press(house: House, browser: httpx.AsyncClient, draft_id: str, verb: str, **form: str) -> str:
    """Press a button of the draft's page, and return the page that follows."""
    answer = await browser.post(f"/app/{house.slug}/invoices/{draft_id}/{verb}", data=form)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def deeds(product: Product, house: House, draft_id: str) -> list[str]:
    """Return what the audit chain says was done with a draft, in order."""
    read = "SELECT action FROM audit_entries WHERE tenant_id = $1 AND object_id = $2 ORDER BY seq"
    rows = await product.world.reads.rows(house.tenant_id, read, UUID(draft_id))
    return [row["action"] for row in rows]
