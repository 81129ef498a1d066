"""What becomes of payments afterwards: a dispute that is lost, and an early fraud warning, while others watch."""

import re

import httpx
from playwright.async_api import Browser, expect

from looking import Watch, faults_everywhere, looker, still
from own_things import OwnThings, a_client, an_invoice
from running_system import RunningSystem
from several_browsers import a_name
from stripe_pages import give, press

DISPUTED, WARNED = "4000000000000259", "4000000000005423"


async def test_a_dispute_is_answered_and_lost_while_one_watches(
    browser: Browser,
    running_system: RunningSystem,
    own_things: OwnThings,
    api: httpx.AsyncClient,
    stripe_account: str,
) -> None:
    """The overview of a second browser changes by itself when a client's bank takes money, and when it keeps it."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    overview, tenant = watch.over(await context.new_page()), watch.over(await context.new_page())
    await overview.goto(f"{running_system.url}/app/demo")
    client = a_name("Disputing Client")
    invoice = await an_invoice(api, await a_client(api, client))
    await paid_with(browser, DISPUTED, invoice["public_url"])
    needs = overview.get_by_role("region", name="Needs you").get_by_role("listitem")
    await expect(needs.filter(has_text=invoice["number"]).get_by_text("Dispute:").first).to_be_visible()
    await tenant.goto(f"{running_system.url}/app/demo/payments/disputes")
    assert await faults_everywhere(tenant, "disputes") == []
    await tenant.get_by_role("row").filter(has_text=client).get_by_role("link").click()
    await expect(tenant.get_by_text("Needs an answer").first).to_be_visible()
    assert await faults_everywhere(tenant, "dispute") == []
    dispute = await tenant.get_by_text(re.compile("^du_")).inner_text()
    await tenant.get_by_role("link", name="Prepare evidence").click()
    assert await faults_everywhere(tenant, "evidence") == []
    await tenant.get_by_role("button", name="Hand in evidence…").click()
    await tenant.get_by_role("dialog").get_by_role("button", name="Hand in evidence").click()
    await expect(tenant.get_by_text("Under review").first).to_be_visible()
    await press(running_system, "dispute.lose", stripe_account, dispute)
    await expect(tenant.get_by_text("Lost", exact=True).first).to_be_visible()
    await expect(overview.get_by_text(f"Dispute of {client} lost").first).to_be_visible()
    assert watch.complaints == []
    await context.close()


async def test_a_warned_payment_is_refunded_at_one_press(
    browser: Browser,
    running_system: RunningSystem,
    own_things: OwnThings,
    api: httpx.AsyncClient,
    stripe_account: str,
) -> None:
    """The warning appears on the open page of the invoice, and its one button sends all of the money back."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    tenant = watch.over(await context.new_page())
    assert stripe_account
    invoice = await an_invoice(api, await a_client(api, a_name("Warned Client")))
    await tenant.goto(f"{running_system.url}/app/demo/invoices/{invoice['id']}")
    await paid_with(browser, WARNED, invoice["public_url"])
    warning = tenant.get_by_role("region", name="Early fraud warning")
    await expect(warning).to_be_visible()
    await warning.get_by_role("button", name=re.compile("^Refund ")).click()
    messages = tenant.get_by_role("region", name="Messages")
    await expect(messages.get_by_text(re.compile("refunded$"))).to_be_visible()
    await expect(tenant.get_by_text("Refunded", exact=True).first).to_be_visible()
    assert watch.complaints == []
    await context.close()


async def paid_with(browser: Browser, card: str, invoice: str) -> None:
    """Pay an invoice by card in a browser of its own."""
    context = await still(browser)
    page = await context.new_page()
    await page.goto(invoice)
    await page.locator("form[action$='/pay'] button").first.click()  # in the client's own language
    await page.wait_for_url("**/stripe/checkout/**")
    await give(page, card)
    await page.wait_for_url("**/i/**")
    await context.close()
