"""Journeys of money through Stripe, each watched in a second browser that nobody reloads."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from looking import Watch, faults_everywhere, looker, still
from own_things import OwnThings, a_client, an_invoice
from running_system import RunningSystem
from several_browsers import a_name
from stripe_pages import give, let_pass

PAY = "#pay form button"
GOOD = "4242424242424242"
FAILS_LATER = "DE62370400440532013001"


@dataclass
class Shop:
    """A tenant that is connected with Stripe, in one browser, and a client of theirs in another."""

    tenant: Page
    payer: Page
    watch: Watch
    system: RunningSystem
    api: httpx.AsyncClient
    client_id: str

    async def invoice(self) -> str:
        """Issue an invoice, open it in both browsers, and return its public address."""
        issued = await an_invoice(self.api, self.client_id)
        await self.tenant.goto(f"{self.system.url}/app/demo/invoices/{issued['id']}")
        await self.payer.goto(issued["public_url"])
        return str(issued["public_url"])

    async def to_stripe(self, page: str = "checkout") -> None:
        """Press the button of the client's page."""
        await self.payer.locator(PAY).click()
        await self.payer.wait_for_url(f"**/stripe/{page}/**")

    async def choose(self, way: str) -> None:
        """Choose in the settings on which of Stripe's pages clients pay."""
        await self.tenant.goto(f"{self.system.url}/app/demo/settings/online")
        await self.tenant.locator(f"[name=way][value={way}]").check()
        await self.tenant.get_by_role("button", name="Save where clients pay").click()
        await expect(self.tenant.locator(f"[name=way][value={way}]")).to_be_checked()

    async def badge_says(self, words: str) -> None:
        """Wait until the tenant's page says how the invoice stands."""
        await expect(self.tenant.locator("#badge")).to_have_text(words)

    async def refund(self, amount: str = "") -> None:
        """Refund a payment in its dialog, all that is left unless an amount is given."""
        await self.tenant.get_by_role("button", name=re.compile("Actions for")).last.click()
        await self.tenant.get_by_role("menuitem", name="Refund…").last.click()
        dialog = self.tenant.get_by_role("dialog")
        if amount:
            await dialog.get_by_role("textbox", name="Amount").fill(amount)
        await dialog.get_by_role("button", name="Refund").click()
        messages = self.tenant.get_by_role("region", name="Messages")
        await expect(messages.get_by_text(re.compile("refunded"))).to_be_visible()


@pytest.fixture
async def shop(
    browser: Browser,
    running_system: RunningSystem,
    own_things: OwnThings,
    api: httpx.AsyncClient,
    stripe_account: str,
) -> AsyncIterator[Shop]:
    """Yield the demo tenant, connected, and a client; neither page may have complained about anything."""
    assert stripe_account
    signed_in = await looker(browser, width=1440, theme="light", state=own_things.state)
    stranger = await still(browser)
    watch = Watch()
    tenant, payer = watch.over(await signed_in.new_page()), watch.over(await stranger.new_page())
    yield Shop(tenant, payer, watch, running_system, api, await a_client(api, a_name("Paying Client")))
    # A declined card is answered with 402 by the stand-in's page.
    assert [each for each in watch.complaints if "/stripe/checkout/" not in each] == []
    await stranger.close()
    await signed_in.close()


async def test_a_client_pays_by_card_and_gets_it_back_in_parts(shop: Shop) -> None:
    """Paid, open again by a euro, and then by all: the client's page and the tenant's follow by themselves."""
    await shop.invoice()
    assert await faults_everywhere(shop.payer, "public-pay") == []
    await shop.to_stripe()
    await give(shop.payer, GOOD)
    await shop.payer.wait_for_url("**/i/**")
    await shop.badge_says("Paid")
    await expect(shop.payer.locator(PAY)).to_have_count(0)
    await expect(shop.payer.locator("#status .badge-paid")).to_be_visible()
    assert await faults_everywhere(shop.payer, "public-paid") == []
    await shop.refund("1,00")
    region = shop.tenant.get_by_role("region", name="Payments")
    await expect(region.get_by_text("Refund", exact=True)).to_be_visible()
    await expect(region.get_by_text("1,00 €").first).to_be_visible()
    await shop.refund()
    await expect(region.get_by_text("Refund", exact=True)).to_have_count(2)
    assert await faults_everywhere(shop.tenant, "invoice-refunded") == []


async def test_a_card_is_declined_and_another_one_asks_its_bank(shop: Shop) -> None:
    """Declined, refused at the bank, then passed: nothing is paid before, and it is once."""
    await shop.invoice()
    await shop.to_stripe()
    await give(shop.payer, "4000000000000002")
    await expect(shop.payer.get_by_role("alert")).to_be_visible()
    for answer in ("no", "yes"):
        await give(shop.payer, "4000002760003184")
        await shop.payer.wait_for_url("**/stripe/authenticate/**")
        await shop.badge_says("Seen")
        await shop.payer.locator(f"button[value={answer}]").click()
        await shop.payer.wait_for_url("**/stripe/checkout/**" if answer == "no" else "**/i/**")
    await shop.badge_says("Paid")
    await expect(shop.tenant.get_by_role("region", name="Payments").get_by_text("net")).to_have_count(1)


async def test_a_debit_is_on_its_way_and_fails_three_days_later(shop: Shop) -> None:
    """Both pages say so while the bank thinks about it, and that it did not pay; another payment can be made."""
    await shop.invoice()
    await shop.to_stripe()
    await give(shop.payer, FAILS_LATER, kind="SEPA Direct Debit")
    await shop.payer.wait_for_url("**/i/**")
    await shop.badge_says("On its way")
    await expect(shop.payer.locator("#pay .note-info")).to_contain_text("€")
    assert await faults_everywhere(shop.payer, "public-on-its-way") == []
    assert await faults_everywhere(shop.tenant, "invoice-on-its-way") == []
    await let_pass(shop.system, 3 * 24 * 3600)
    await expect(shop.tenant.get_by_text("Did not come", exact=True)).to_be_visible()
    await expect(shop.payer.locator("#pay .note-danger")).to_be_visible()
    await expect(shop.payer.locator(PAY)).to_be_visible()
    assert await faults_everywhere(shop.payer, "public-failed") == []
    assert await faults_everywhere(shop.tenant, "invoice-failed") == []


async def test_a_client_lets_a_card_be_kept_and_takes_it_back(shop: Shop) -> None:
    """Saved with a tick, charged by one press on the next invoice, and gone from both sides once it is withdrawn."""
    await shop.invoice()
    await shop.payer.get_by_role("checkbox").check()
    assert await faults_everywhere(shop.payer, "public-consent") == []
    await shop.to_stripe()
    await give(shop.payer, GOOD)
    await shop.payer.wait_for_url("**/i/**")
    await shop.badge_says("Paid")
    await shop.invoice()
    assert await faults_everywhere(shop.tenant, "invoice-chargeable") == []
    await shop.tenant.get_by_role("button", name=re.compile("Charge .* to Visa 4242")).click()
    await shop.badge_says("Paid")
    await expect(shop.payer.locator("#status .badge-paid")).to_be_visible()
    await shop.tenant.goto(f"{shop.system.url}/app/demo/clients/{shop.client_id}")
    saved = shop.tenant.get_by_role("region", name="Saved payment methods")
    await expect(saved.get_by_text("Visa 4242")).to_be_visible()
    assert await faults_everywhere(shop.tenant, "client-saved-method") == []
    assert await faults_everywhere(shop.payer, "public-kept") == []
    await shop.payer.locator("form[action$='/forget'] button").click()
    await expect(shop.payer.locator("form[action$='/forget']")).to_have_count(0)
    await expect(saved).to_have_count(0)


async def test_a_client_pays_an_invoice_of_stripe(shop: Shop) -> None:
    """Chosen in the settings, issued, paid on Stripe's page for invoices: both pages turn paid by themselves."""
    await shop.choose("invoice")
    assert await faults_everywhere(shop.tenant, "online-ways") == []
    public_url = await shop.invoice()
    await shop.to_stripe("invoice")
    await expect(shop.payer.get_by_role("listitem")).to_have_text(
        [re.compile("Design.*100.00"), re.compile("19.*19.00")]
    )
    await give(shop.payer, GOOD)
    await shop.badge_says("Paid")
    await expect(shop.tenant.get_by_role("region", name="Payments").get_by_text("net")).to_have_count(1)
    await shop.payer.goto(public_url)
    await expect(shop.payer.locator("#status .badge-paid")).to_be_visible()
    await shop.choose("checkout")
