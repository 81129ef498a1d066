"""The main job, once through, as a new person does it: from signing in to an invoice that turns paid."""

import re
from secrets import token_hex

import httpx
from playwright.async_api import Browser, Page, expect

from looking import Watch, still
from running_system import RunningSystem

NAME = f"Atelier Kranich {token_hex(3)}"
CLIENT_EMAIL = "buchhaltung@cafe-lindenhof.example"


async def test_from_signing_in_to_being_paid(browser: Browser, running_system: RunningSystem) -> None:
    """A tenant, a client, an invoice with preview, its email, its public page, a payment, and the live overview."""
    watch = Watch()
    context = await still(browser, viewport={"width": 1440, "height": 900})
    page = watch.over(await context.new_page())
    await open_a_tenant(page, running_system.url)
    await add_a_client(page)
    number = await write_and_issue(page)
    link = await mailed_link(running_system, number)
    await read_as_the_client(browser, watch, link, number)
    overview = watch.over(await context.new_page())
    await overview.goto(tenant_url(page))
    await expect(overview.get_by_role("link", name=re.compile("Outstanding"))).to_contain_text("190,40")
    await pay(page)
    await expect(overview.get_by_role("link", name=re.compile("Received"))).to_contain_text("190,40")
    assert watch.complaints == []
    await context.close()


async def open_a_tenant(page: Page, url: str) -> None:
    """Sign in through the stand-in and open a German tenant."""
    await page.goto(f"{url}/login")
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_label("Name").fill("Mara Petersen")
    await page.get_by_role("button", name="New person", exact=True).click()
    await page.wait_for_url("**/app/new")
    await page.get_by_label("Name", exact=True).fill(NAME)
    await page.get_by_label("Country", exact=True).select_option("DE")
    await expect(page.get_by_label("Currency", exact=True)).to_have_value("EUR")
    await page.get_by_role("button", name="Open tenant").click()
    await page.wait_for_url(re.compile(r"/app/atelier-kranich"))


async def add_a_client(page: Page) -> None:
    """Add a client with an email address."""
    await page.get_by_role("link", name="Clients", exact=True).first.click()
    await page.get_by_role("link", name="New client").first.click()
    await page.get_by_label("Name", exact=True).first.fill("Café Lindenhof GmbH")
    await page.get_by_label("Email", exact=True).first.fill(CLIENT_EMAIL)
    await page.get_by_role("button", name="Add client").click()
    await expect(page.get_by_role("heading", name="Café Lindenhof GmbH")).to_be_visible()


async def write_and_issue(page: Page) -> str:
    """Write an invoice with its preview, issue and send it; return its number."""
    await page.goto(f"{tenant_url(page)}/invoices/new")
    await page.get_by_role("combobox", name="Client").fill("linden")
    await page.get_by_role("option", name=re.compile("Café Lindenhof")).click()
    await page.get_by_label("Line 1 description").fill("Menu design")
    await page.get_by_label("Line 1 quantity").fill("2")
    await page.get_by_label(re.compile("Line 1 price")).fill("80")
    await expect(page.get_by_role("main")).to_contain_text("190,40")
    await expect(page.get_by_role("img", name=re.compile("190,40"))).to_be_visible()
    await page.get_by_role("button", name=re.compile("Issue and send")).first.click()
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("Issue and send")).click()
    await page.wait_for_url(re.compile(r"/invoices/[0-9a-f-]{36}$"))
    number = str(await page.get_by_role("heading", level=1).text_content())
    await expect(page.get_by_text("Email sent")).to_be_visible()
    return number.strip()


async def mailed_link(running_system: RunningSystem, number: str) -> str:
    """Return the link in the email that the client got."""
    async with httpx.AsyncClient() as catcher:
        found = await catcher.get(f"{running_system.mail_url}/api/messages", params={"to": CLIENT_EMAIL})
        message = next(each for each in found.json() if number in each["subject"])
        whole = (await catcher.get(f"{running_system.mail_url}/api/messages/{message['id']}")).json()
    return str(re.search(r"https?://\S+/i/\S+", whole["text"])[0])  # type: ignore[index]  # a missing link fails here


async def read_as_the_client(browser: Browser, watch: Watch, link: str, number: str) -> None:
    """Open the public page as somebody else, and find the amount and the document."""
    context = await still(browser, viewport={"width": 390, "height": 844})
    page = watch.over(await context.new_page())
    await page.goto(link)
    await expect(page.get_by_role("heading", name=number)).to_be_visible()
    await expect(page.get_by_text("190,40").first).to_be_visible()
    await context.close()


async def pay(page: Page) -> None:
    """Record the whole open amount, as the dialog suggests it."""
    await page.get_by_role("link", name="Record payment").first.click()
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("Record")).click()
    await expect(page.get_by_text("Paid", exact=True).first).to_be_visible()


def tenant_url(page: Page) -> str:
    """Return the address of the tenant's overview."""
    return str(re.match(r"https?://[^/]+/app/[^/]+", page.url)[0])  # type: ignore[index]  # the page is inside a tenant
