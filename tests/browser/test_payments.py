"""The journey of a payment: its invoice found, recorded in a dialog, seen, and taken back."""

import httpx
from playwright.async_api import Browser, Page, expect

from looking import Watch, faults_of, looker
from own_things import OwnThings, a_client, an_invoice
from running_system import RunningSystem
from several_browsers import a_name

# Browsers report answers that say "look again" as errors of their own.
ANSWERS = ("422 (Unprocessable",)


async def test_a_payment_is_recorded_and_taken_back(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, api: httpx.AsyncClient
) -> None:
    """By keyboard and mouse, with no complaint of script or policy."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    page = watch.over(await context.new_page())
    home = f"{running_system.url}/app/demo/payments"
    client = a_name("Giving Client")
    await an_invoice(api, await a_client(api, client))
    await page.goto(f"{home}/new")
    await the_dialog_keeps_a_slip(page, client)
    assert await faults_of(page, "payments-dialog") == []
    await the_rest_is_recorded(page)
    await it_goes_back(page, home, client)
    await expect(page.get_by_role("row").filter(has_text=client).locator("s")).to_have_text("1,00EUR")
    assert [said for said in watch.complaints if not any(answer in said for answer in ANSWERS)] == []
    await context.close()


async def test_a_dialog_whose_script_is_gone_is_a_page(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, api: httpx.AsyncClient
) -> None:
    """As on a page that was open while a new version was deployed: the link leads where it leads without a script."""
    client = a_name("Waiting Client")
    await an_invoice(api, await a_client(api, client))
    context = await looker(browser, width=1440, state=own_things.state)
    page = await context.new_page()
    await page.route("**/assets/dialogs-*.js", lambda route: route.fulfill(status=404))
    await page.goto(f"{running_system.url}/app/demo/payments/new")
    await page.get_by_role("searchbox").fill(client)
    await page.get_by_role("row").filter(has_text=client).get_by_role("link").click()
    await page.wait_for_url("**/invoices/*/payments/new")
    await expect(page.get_by_role("textbox", name="Amount")).to_be_visible()
    await context.close()


async def the_dialog_keeps_a_slip(page: Page, client: str) -> None:
    """Search for the invoice and choose it: its form opens over the page, and says what a slip may have meant."""
    await page.get_by_role("searchbox").fill(client)
    await page.get_by_role("row").filter(has_text=client).get_by_role("link").click()
    amount = page.get_by_role("dialog").get_by_role("textbox", name="Amount")
    await expect(amount).to_be_focused()
    await amount.fill("1,500")
    await amount.press("Enter")
    await expect(page.get_by_text("1,500 can be two numbers. Write 1500, or 1,5.")).to_be_visible()
    await expect(amount).to_be_focused()
    await expect(amount).to_have_value("1,500")


async def the_rest_is_recorded(page: Page) -> None:
    """Correct it: the dialog gives way to the invoice, and a message says who paid."""
    await page.get_by_role("dialog").get_by_role("textbox", name="Amount").fill("1,00")
    await page.get_by_role("button", name="Record payment").last.click()
    await page.wait_for_url("**/invoices/*")
    messages = page.get_by_role("region", name="Messages")
    await expect(messages.get_by_text("1,00 € from")).to_be_visible()


async def it_goes_back(page: Page, home: str, client: str) -> None:
    """Reverse it from the list: the question has its safe answer in focus, and says what follows."""
    await page.goto(home)
    actions = page.get_by_role("button", name=f"Actions for 1,00 € from {client}")
    # The invoice is fetched ahead of what is done to it; what is seen afterwards must not be that page.
    invoice = page.get_by_role("row").filter(has=actions).get_by_role("link").first
    async with page.expect_event("requestfinished", lambda one: "/invoices/" in one.url):
        await invoice.hover()
    await actions.click()
    await page.get_by_role("menuitem", name="Reverse…").filter(visible=True).click()
    dialog = page.get_by_role("dialog", name="Reverse payment of 1,00 €?")
    await expect(dialog.get_by_role("button", name="Keep payment")).to_be_focused()
    await expect(dialog).to_contain_text("An entry of −1,00 € is added today")  # noqa: RUF001  # a real minus sign
    await dialog.get_by_role("button", name="Reverse payment").click()
    await page.wait_for_url("**/invoices/*")
    messages = page.get_by_role("region", name="Messages")
    await expect(messages.get_by_text("1,00 € reversed")).to_be_visible()
    await page.goto(home)
