"""The journey of money through Stripe: connected, paid by card, watched in a second browser, and refunded in part."""

import re

from playwright.async_api import Browser, Page, expect

from looking import Watch, faults_of, looker
from own_things import OwnThings
from services import RunningSystem


async def test_a_client_pays_by_card_and_gets_a_part_back(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """The tenant's page turns paid while one watches it, and nobody reloads anything."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    tenant = watch.over(await context.new_page())
    await stripe_is_connected(tenant, running_system.url)
    assert await faults_of(tenant, "online-settings") == []
    invoice = await an_open_invoice(tenant, running_system.url)
    payers = await browser.new_context()
    payer = watch.over(await payers.new_page())
    await payer.goto(invoice)
    assert await faults_of(payer, "public-pay") == []
    await it_is_paid_by_card(payer)
    await expect(tenant.get_by_text("Paid", exact=True).first).to_be_visible()
    await expect(payer.get_by_role("button", name=PAY)).to_have_count(0)
    await a_part_goes_back(tenant)
    assert watch.complaints == []
    await payers.close()
    await context.close()


PAY = re.compile("Pay online|Online bezahlen|Payer en ligne")


async def stripe_is_connected(page: Page, url: str) -> None:
    """Connect, and tell Stripe what it asks for: the page says by itself that clients can pay."""
    await page.goto(f"{url}/app/demo/settings/online")
    await page.get_by_role("button", name="Connect with Stripe").click()
    await page.locator("button[value=finish]").click()
    await page.wait_for_url("**/settings/online?back=1")
    await expect(page.get_by_text("Clients can pay online")).to_be_visible()


async def an_open_invoice(page: Page, url: str) -> str:
    """Open an invoice in euro that waits for money, and return its public address."""
    await page.goto(f"{url}/app/demo/payments/new")
    here = (
        await page.get_by_role("row").filter(has_text="EUR").first.get_by_role("link").get_attribute("href")
    )
    await page.goto(f"{url}{str(here).removesuffix('/payments/new')}")
    link = await page.locator("[data-copy*='/i/']").first.get_attribute("data-copy")
    assert link is not None
    return link


async def it_is_paid_by_card(page: Page) -> None:
    """Press the button, fill in Stripe's page, and come back to one that says that it is paid."""
    await page.get_by_role("button", name=PAY).first.click()
    await page.wait_for_url("**/stripe/checkout/**")
    card = page.locator("form").filter(has=page.locator("[name=number]"))
    await card.locator("[name=number]").fill("4242424242424242")
    await card.locator("[name=name]").fill("Payer")
    await card.locator("[name=email]").fill("payer@client.example")
    await card.get_by_role("button").click()
    await page.wait_for_url("**/i/**")


async def a_part_goes_back(page: Page) -> None:
    """Refund one euro in a dialog: the invoice is open again by as much."""
    await page.get_by_role("button", name=re.compile("Actions for")).first.click()
    await page.get_by_role("menuitem", name="Refund…").first.click()
    amount = page.get_by_role("dialog").get_by_role("textbox", name="Amount")
    await amount.fill("1,00")
    await page.get_by_role("dialog").get_by_role("button", name="Refund").click()
    messages = page.get_by_role("region", name="Messages")
    await expect(messages.get_by_text(re.compile(r"1,00\s€ refunded"))).to_be_visible()
    region = page.get_by_role("region", name="Payments")
    await expect(region.get_by_text("Refund", exact=True)).to_be_visible()
    await expect(region.get_by_text("1,00 €").first).to_be_visible()
