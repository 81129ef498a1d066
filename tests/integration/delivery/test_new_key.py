"""A new secret key breaks no link: what is shown and mailed is what the client was given."""

from pathlib import Path

import httpx

from caught_mail import letters_to
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.domain import pay_link
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.secrets import derived
from invoicing_house import a_draft
from product import SECRET_KEY, House, Product, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox

NEW_KEY = "tests-only-tests-only-tests-only-2"
ROTATED: dict[str, object] = {"secret_key": NEW_KEY, "secret_keys_previous": (SECRET_KEY,)}


async def issued(product: Product, house: House) -> InvoiceId:
    """Return a new invoice whose link is of the former key."""
    at, key = product.clock.now(), derived(SECRET_KEY, pay_link.KEY_PURPOSE)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        await issue_invoice(session, IssueInvoice(draft.id, key, "tests", at))
    return draft.id


def of_house(after: Product, house: House) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """Return the house's API client and its owner's browser, in another opening of the product."""
    browser = after.client(dict(house.browser.headers))
    browser.cookies.update(house.browser.cookies)
    return after.client(dict(house.api.headers)), browser


async def test_a_link_stays_the_same_under_a_new_key(
    product: Product, services: Services, database: DatabaseUrls, tmp_path: Path, sandbox: Sandbox
) -> None:
    """API, page, menu and email name the link that was handed out, and it opens the invoice."""
    house = await product.house()
    invoice_id = await issued(product, house)
    before = (await house.api.get(f"/api/v1/invoices/{invoice_id}")).json()["public_url"]
    changed = ROTATED | {"mail_url": sandbox.mail_url}
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock, **changed) as after:
        api, browser = of_house(after, house)
        one = (await api.get(f"/api/v1/invoices/{invoice_id}")).json()["public_url"]
        listed = (await api.get("/api/v1/invoices")).json()["items"][0]["public_url"]
        page = (await browser.get(f"/app/{house.slug}/invoices/{invoice_id}")).text
        menu = (await browser.get(f"/app/{house.slug}/invoices/{invoice_id}/menu")).text
        recipient = "rotated@client.example"
        await api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": recipient})
        await after.work()
        (mail,) = await letters_to(sandbox, recipient)
        text = mail["text"]
        opened = await after.client().get(before)
    assert one == listed == before
    assert before in page
    assert before in menu
    assert before in text
    assert opened.status_code == 200


async def test_no_dead_link_is_shown_or_mailed(
    product: Product, services: Services, database: DatabaseUrls, tmp_path: Path, sandbox: Sandbox
) -> None:
    """Once the key of a link is dropped, no address is shown for it, and the email fails and says why."""
    house = await product.house()
    invoice_id = await issued(product, house)
    changed: dict[str, object] = {"secret_key": NEW_KEY, "mail_url": sandbox.mail_url}
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock, **changed) as after:
        api, _ = of_house(after, house)
        shown = (await api.get(f"/api/v1/invoices/{invoice_id}")).json()["public_url"]
        await api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": "dropped@client.example"})
        await after.work()
    page = (await house.browser.get(f"/app/{house.slug}/invoices/{invoice_id}")).text
    assert shown is None
    assert "public link was made with a secret key" in page
