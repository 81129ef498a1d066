"""Members at work on invoices in a real browser: the overview that changes by itself, the list, the quick search."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from looking import Watch, looker
from own_things import OwnThings, a_client, a_draft, made
from running_system import RunningSystem


@pytest.fixture
async def desk(browser: Browser, own_things: OwnThings) -> AsyncIterator[Page]:
    """Yield a page of the demo owner on a desk, which must not complain."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    yield watch.over(await context.new_page())
    await context.close()
    assert watch.complaints == []


async def test_a_payment_recorded_elsewhere_changes_the_open_overview(
    running_system: RunningSystem, desk: Page, api: httpx.AsyncClient
) -> None:
    """The dashboard shows it paid while one watches: nobody touches the page."""
    draft = await a_draft(api, await a_client(api, "Live Watchers GmbH"))
    await made(api, f"/invoices/{draft}/issue")
    await desk.goto(f"{running_system.url}/app/demo")
    await expect(desk.locator("[data-live-state=live]")).to_be_visible()
    received, outstanding = desk.locator("#stat-received"), desk.locator("#stat-outstanding")
    before = await received.inner_text(), await outstanding.inner_text()
    day = await desk.evaluate("new Date().toISOString().slice(0, 10)")
    await made(
        api, f"/invoices/{draft}/payments", amount_minor=11900, method="bank_transfer", received_on=day
    )
    await expect(received).not_to_have_text(before[0])
    await expect(outstanding).not_to_have_text(before[1])
    await expect(desk.locator("#activity")).to_contain_text("Live Watchers GmbH paid")


async def test_the_list_is_worked_by_keys(
    running_system: RunningSystem, desk: Page, api: httpx.AsyncClient
) -> None:
    """Search with a key, move, select and issue without a mouse; the address follows what is typed."""
    for _ in range(2):
        await a_draft(api, await a_client(api, "Keyboard Werke AG"))
    await desk.goto(f"{running_system.url}/app/demo/invoices")
    await desk.keyboard.press("/")
    await expect(desk.get_by_role("searchbox", name="Search invoices")).to_be_focused()
    await desk.keyboard.type("keyboard werke")
    await expect(desk.locator(".row-link")).to_have_count(2)
    await expect(desk).to_have_url(f"{running_system.url}/app/demo/invoices?q=keyboard+werke")
    await desk.locator(".row-link").first.focus()
    await desk.keyboard.press("x")
    await desk.keyboard.press("j")
    await desk.keyboard.press("x")
    await expect(desk.locator("[data-bulk-count]")).to_have_text("2")
    await desk.get_by_role("button", name="Issue", exact=True).click()
    await desk.get_by_role("button", name="Issue drafts").click()
    await expect(desk.get_by_text("2 invoices issued")).to_be_visible()
    await expect(desk).to_have_url(f"{running_system.url}/app/demo/invoices?q=keyboard+werke")
    ours = desk.get_by_role("row").filter(has_text="Keyboard Werke AG")
    await expect(ours.locator(".badge-issued")).to_have_count(2)


async def test_a_row_offers_its_actions(
    running_system: RunningSystem, desk: Page, api: httpx.AsyncClient
) -> None:
    """The menu of a row is fetched when it opens, and recording a payment opens over the list."""
    draft = await a_draft(api, await a_client(api, "Menu Makers Ltd"))
    number = (await made(api, f"/invoices/{draft}/issue"))["number"]
    await desk.goto(f"{running_system.url}/app/demo/invoices?q=menu+makers")
    await desk.get_by_role("button", name=f"Actions for {number}").click()
    await desk.get_by_role("menuitem", name="Record payment…").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Record payment").click()
    await expect(desk.locator(".badge-paid")).to_be_visible()


async def test_the_quick_search_jumps_to_an_invoice(
    running_system: RunningSystem, desk: Page, api: httpx.AsyncClient
) -> None:
    """From anywhere, a key and a few letters of a client lead to their invoice."""
    draft = await a_draft(api, await a_client(api, "Zebra Quick Finders"))
    await desk.goto(f"{running_system.url}/app/demo")
    await desk.keyboard.press("Control+k")
    await desk.get_by_role("combobox", name="Search or jump to").fill("zebra quick")
    await desk.get_by_role("option", name="Draft").click()
    await expect(desk).to_have_url(f"{running_system.url}/app/demo/invoices/{draft}")


async def test_an_invoice_is_voided_after_asking(
    running_system: RunningSystem, desk: Page, api: httpx.AsyncClient
) -> None:
    """The dialog names the invoice, its safe button has the focus, and the reason is kept in the story."""
    draft = await a_draft(api, await a_client(api, "Void Venues"))
    number = (await made(api, f"/invoices/{draft}/issue"))["number"]
    await desk.goto(f"{running_system.url}/app/demo/invoices/{draft}")
    await desk.get_by_role("button", name="More actions").click()
    await desk.get_by_role("menuitem", name="Void invoice…").click()
    asked = desk.get_by_role("dialog", name=f"Void invoice {number}?")
    await expect(asked.get_by_role("button", name="Keep invoice")).to_be_focused()
    await asked.get_by_label("Reason").fill("Wrong recipient")
    await asked.get_by_role("button", name="Void invoice").click()
    await expect(desk.locator("#badge")).to_have_text("Void")
    await expect(desk.get_by_role("region", name="What happened")).to_contain_text("Wrong recipient")
