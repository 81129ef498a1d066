"""The public invoice: what its link opens, and what counts as seen."""

from pathlib import Path

import pytest

from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.revoke_link import RevokeLink, revoke_link
from invoiceflow.invoicing.actions.settle_invoice import SettleInvoice, settle_invoice
from invoiceflow.invoicing.domain import pay_link
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.secrets import derived
from invoicing_house import a_draft
from product import SECRET_KEY, House, Product, open_product
from services import DatabaseUrls, Services

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Accept": "text/html"}
LINK_KEY = derived(SECRET_KEY, pay_link.KEY_PURPOSE)


async def issued(product: Product, house: House) -> tuple[InvoiceId, str]:
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at)
        await issue_invoice(session, IssueInvoice(draft.id, LINK_KEY, "tests", at))
    return draft.id, f"/i/{pay_link.token_of(LINK_KEY, house.tenant_id, draft.id, 1)}"


async def viewed(product: Product, house: House, invoice_id: InvoiceId) -> bool:
    await product.work()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return (await state.one(session, invoice_id, at=product.clock.now())).viewed_at is not None


async def test_the_page_says_what_is_open_and_how_to_pay(product: Product) -> None:
    """The open amount, the bank details and a code for exactly that amount; never indexed."""
    house = await product.house()
    invoice_id, address = await issued(product, house)
    page = await product.client(BROWSER).get(address)
    code = await product.client(BROWSER).get(f"{address}/code.svg")
    assert "190,40\u00a0€" in page.text
    assert "DE02 1203 0000 0000 2020 51" in page.text
    assert code.headers["content-type"].startswith("image/svg+xml")
    assert "noindex" in page.headers["x-robots-tag"]
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await settle_invoice(session, SettleInvoice(invoice_id, 19_040, "EUR", product.clock.now()))
    paid = await product.client(BROWSER).get(address)
    gone = await product.client(BROWSER).get(f"{address}/code.svg")
    assert ("Vollständig bezahlt" in paid.text, gone.status_code) == (True, 404)


async def test_the_first_look_counts_as_seen(product: Product) -> None:
    """A browser that opens the link has seen the invoice."""
    house = await product.house()
    invoice_id, address = await issued(product, house)
    await product.client(BROWSER).get(address)
    assert await viewed(product, house, invoice_id)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Purpose": "prefetch"}, id="prefetch"),
        pytest.param({"User-Agent": "Slackbot-LinkExpanding 1.0"}, id="link-preview"),
        pytest.param({"User-Agent": "Mozilla/5.0 (compatible; Barracuda Sentinel)"}, id="scanner"),
    ],
)
async def test_a_machine_has_not_seen_it(product: Product, headers: dict[str, str]) -> None:
    """Prefetches, link previews and mail scanners open the page without counting."""
    house = await product.house()
    invoice_id, address = await issued(product, house)
    answer = await product.client(BROWSER | headers).get(address)
    assert (answer.status_code, await viewed(product, house, invoice_id)) == (200, False)


async def test_asking_for_the_headers_alone_is_no_look(product: Product) -> None:
    """HEAD answers as GET would, without a body, and does not count."""
    house = await product.house()
    invoice_id, address = await issued(product, house)
    answer = await product.client(BROWSER).head(address)
    assert (answer.status_code, answer.content, "x-robots-tag" in answer.headers) == (200, b"", True)
    assert not await viewed(product, house, invoice_id)


async def test_a_member_has_not_seen_it(product: Product) -> None:
    """Who works for the tenant may look without counting; a member of another tenant counts."""
    house, other = await product.house(), await product.house()
    invoice_id, address = await issued(product, house)
    await house.browser.get(address, headers=BROWSER)
    before = await viewed(product, house, invoice_id)
    await other.browser.get(address, headers=BROWSER)
    assert (before, await viewed(product, house, invoice_id)) == (False, True)


async def test_a_revoked_link_and_a_guessed_one_open_nothing(
    product: Product, database: DatabaseUrls, services: Services, tmp_path: Path
) -> None:
    """Raising the version ends what was handed out before, on every process; the new link opens the invoice."""
    house = await product.house()
    invoice_id, address = await issued(product, house)
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock) as other:
        elsewhere = other.client(BROWSER)
        before = (await elsewhere.get(address)).status_code
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await revoke_link(session, RevokeLink(invoice_id, LINK_KEY, "tests", product.clock.now()))
        assert (before, (await elsewhere.get(address)).status_code) == (200, 404)
    client = product.client(BROWSER)
    renewed = f"/i/{pay_link.token_of(LINK_KEY, house.tenant_id, invoice_id, 2)}"
    statuses = [(await client.get(path)).status_code for path in (address, "/i/guessed", renewed)]
    assert statuses == [404, 404, 200]
