"""The journey of an email that comes back: shown where it is looked for, corrected, and arrived."""

import re
from secrets import token_hex

import httpx
from playwright.async_api import Browser, Page, expect

from looking import Watch, faults_everywhere, looker
from own_things import OwnThings, a_client, an_invoice
from running_system import RunningSystem


async def test_a_bounce_is_seen_corrected_and_arrives(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, api: httpx.AsyncClient
) -> None:
    """The page says by itself that the email came back, and by itself that the next one arrived."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch, label = Watch(), token_hex(3)
    page = watch.over(await context.new_page())
    invoice = await an_invoice(api, await a_client(api, f"Bouncing Client {label}"))
    form = f"{running_system.url}/app/demo/invoices/{invoice['id']}/send"
    await sent(page, form, f"bounce+{label}@client.example")
    trouble = page.get_by_role("region", name=re.compile("The email came back"))
    await expect(trouble).to_contain_text("550 5.1.1 user unknown", timeout=30_000)
    assert await faults_everywhere(page, "bounced-invoice") == []
    again = await trouble.get_by_role("link", name="Send again").get_attribute("href")
    await page.goto(f"{running_system.url}{again}")
    await page.get_by_label("Email address").fill(f"bounce+{label}@client.example")
    await page.get_by_role("button", name=re.compile("^Send ")).click()
    await expect(page.get_by_text("came back: the address does not exist")).to_be_visible()
    watch.complaints.clear()  # the browser tells of the refusal, too
    await page.get_by_label("Email address").fill(f"anna+{label}@client.example")
    await page.get_by_role("button", name=re.compile("^Send ")).click()
    await expect(page.get_by_text("Email delivered").first).to_be_visible(timeout=30_000)
    await expect(trouble).to_have_count(0)
    await page.goto(f"{running_system.url}/app/demo/settings/suppressed")
    await expect(page.get_by_role("link", name=f"bounce+{label}@client.example")).to_be_visible()
    assert await faults_everywhere(page, "suppressed-addresses") == []
    assert watch.complaints == []
    await context.close()


async def sent(page: Page, form: str, recipient: str) -> None:
    """Send an invoice to an address, and be on the invoice's page after that."""
    await page.goto(form)
    await page.get_by_label("Email address").fill(recipient)
    await page.get_by_role("button", name=re.compile("^Send ")).click()
    await page.wait_for_url(re.compile(r"/invoices/[0-9a-f-]{36}$"))
