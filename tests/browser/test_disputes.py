"""What becomes of payments afterwards: a dispute that is lost, and an early fraud warning, while others watch."""

import re
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, expect

from looking import Watch, faults_of, looker
from own_things import OwnThings
from services import RunningSystem

DISPUTED, WARNED = "4000000000000259", "4000000000005423"


async def test_a_dispute_is_answered_and_lost_while_one_watches(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """The overview of a second browser changes by itself when a client's bank takes money, and when it keeps it."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    overview, tenant = watch.over(await context.new_page()), watch.over(await context.new_page())
    account = await connected(tenant, running_system.url)
    await overview.goto(f"{running_system.url}/app/demo")
    stripe = await paid_with(browser, DISPUTED, await an_open_invoice(tenant, running_system.url))
    await expect(
        overview.get_by_role("region", name="Needs you").get_by_text("Dispute:").first
    ).to_be_visible()
    await tenant.goto(f"{running_system.url}/app/demo/payments/disputes")
    assert await faults_of(tenant, "disputes") == []
    await tenant.locator("[id^=dispute-] a").first.click()
    await expect(tenant.get_by_text("Needs an answer").first).to_be_visible()
    assert await faults_of(tenant, "dispute") == []
    dispute = await tenant.get_by_text(re.compile("^du_")).inner_text()
    await tenant.get_by_role("link", name="Prepare evidence").click()
    assert await faults_of(tenant, "evidence") == []
    await tenant.get_by_role("button", name="Hand in evidence…").click()
    await tenant.get_by_role("dialog").get_by_role("button", name="Hand in evidence").click()
    await expect(tenant.get_by_text("Under review").first).to_be_visible()
    lost = {"action": "dispute.lose", "account": account, "id": dispute}
    assert (await tenant.request.post(f"{stripe}/stripe/_control/press", data=lost)).ok
    await expect(tenant.get_by_text("Lost", exact=True).first).to_be_visible()
    await expect(overview.get_by_text(re.compile("^Dispute of .* lost")).first).to_be_visible()
    assert watch.complaints == []
    await context.close()


async def test_a_warned_payment_is_refunded_at_one_press(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """The warning appears on the open page of the invoice, and its one button sends all of the money back."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    tenant = watch.over(await context.new_page())
    await connected(tenant, running_system.url)
    await paid_with(browser, WARNED, await an_open_invoice(tenant, running_system.url))
    warning = tenant.get_by_role("region", name="Early fraud warning")
    await expect(warning).to_be_visible()
    await warning.get_by_role("button", name=re.compile("^Refund ")).click()
    messages = tenant.get_by_role("region", name="Messages")
    await expect(messages.get_by_text(re.compile("refunded$"))).to_be_visible()
    await expect(tenant.get_by_text("Refunded", exact=True).first).to_be_visible()
    assert watch.complaints == []
    await context.close()


async def connected(page: Page, url: str) -> str:
    """Connect with Stripe, unless another journey has, and return the account there."""
    await page.goto(f"{url}/app/demo/settings/online")
    connect = page.get_by_role("button", name="Connect with Stripe")
    if await connect.count():
        await connect.click()
        await page.locator("button[value=finish]").click()
        await page.wait_for_url("**/settings/online?back=1")
    await expect(page.get_by_text("Clients can pay online")).to_be_visible()
    return await page.get_by_text(re.compile("^acct_")).inner_text()


async def an_open_invoice(page: Page, url: str) -> str:
    """Open an invoice in euro that waits for money, and return its public address."""
    await page.goto(f"{url}/app/demo/payments/new")
    row = page.get_by_role("row").filter(has_text="EUR").first
    here = await row.get_by_role("link").get_attribute("href")
    await page.goto(f"{url}{str(here).removesuffix('/payments/new')}")
    link = await page.locator("[data-copy*='/i/']").first.get_attribute("data-copy")
    assert link is not None
    return link


async def paid_with(browser: Browser, card: str, invoice: str) -> str:
    """Pay an invoice by card in a browser of its own, and return the origin of Stripe's pages."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(invoice)
    await page.locator("form[action$='/pay'] button").first.click()  # in the client's own language
    await page.wait_for_url("**/stripe/checkout/**")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    form = page.locator("form").filter(has=page.locator("[name=number]"))
    for name, typed in (("number", card), ("name", "Payer"), ("email", "payer@client.example")):
        await form.locator(f"[name={name}]").fill(typed)
    await form.get_by_role("button").click()
    await page.wait_for_url("**/i/**")
    await context.close()
    return origin
