"""The journey of a client: added, found, edited by two at once, archived and brought back."""

from playwright.async_api import Browser, Page, expect

from looking import Watch, looker
from own_things import OwnThings
from running_system import RunningSystem

# Browsers report pages that say "look again" as errors of their own.
ANSWERS = ("422 (Unprocessable", "409 (Conflict")


async def test_a_client_lives_through_its_pages(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """By keyboard and mouse, with no complaint of script or policy."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    page = watch.over(await context.new_page())
    home = f"{running_system.url}/app/demo/clients"
    await page.goto(f"{home}/new")
    await mistake_is_shown(page)
    await add_with_contacts(page)
    client = page.url
    await found_as_one_types(page, home)
    await page.goto(f"{client}/edit")
    await somebody_else_saves(await context.new_page(), f"{client}/edit")
    await my_text_is_kept(page)
    await archived_and_back(page, client)
    assert [said for said in watch.complaints if not any(answer in said for answer in ANSWERS)] == []
    await context.close()


async def mistake_is_shown(page: Page) -> None:
    """Make a slip in the VAT id: the summary gets the focus and leads to the field."""
    await page.get_by_role("textbox", name="Name").first.fill("Buchkunst & Söhne")
    await page.get_by_role("textbox", name="VAT id").fill("DE136695977")
    await page.get_by_role("button", name="Add client").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await page.get_by_role("alert").get_by_role("link", name="VAT id").click()
    field = page.get_by_role("textbox", name="VAT id")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill("136 695 976")


async def add_with_contacts(page: Page) -> None:
    """Add a client, with a second contact that comes and goes."""
    await page.locator("#contacts-0-name").fill("Annegret")
    await page.get_by_role("button", name="Add a contact").click()
    await expect(page.locator("#contacts-1-name")).to_be_focused()
    await page.get_by_role("button", name="Remove contact 2").click()
    await expect(page.locator("#contacts-1-name")).to_have_count(0)
    await expect(page.get_by_role("button", name="Add a contact")).to_be_focused()
    await page.get_by_role("button", name="Add client").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Buchkunst & Söhne")
    await expect(page.get_by_text("DE136695976")).to_be_visible()
    await expect(page.get_by_text("Annegret")).to_be_visible()
    await expect(page.get_by_text("No invoices yet")).to_be_visible()


async def found_as_one_types(page: Page, home: str) -> None:
    """Search: the list narrows under the field, which keeps the focus, and the address can be shared."""
    await page.goto(home)
    field = page.get_by_role("searchbox", name="Search clients")
    await field.press_sequentially("söhne buchk")
    await expect(page.locator(".row-link")).to_have_count(1)
    await expect(field).to_be_focused()
    await field.fill("nobody at all")
    await expect(page.get_by_text("No client matches “nobody at all”")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("No client matches “nobody at all”")).to_be_visible()


async def somebody_else_saves(page: Page, address: str) -> None:
    """Save the same form first, in another tab."""
    await page.goto(address)
    await page.get_by_role("textbox", name="City").fill("Altona")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_text("Altona")).to_be_visible()
    await page.close()


async def my_text_is_kept(page: Page) -> None:
    """Save second, and decide knowing what the first one said."""
    await page.get_by_role("textbox", name="City").fill("Hamburg")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_text("Theirs: Altona")).to_be_visible()
    await expect(page.get_by_role("textbox", name="City")).to_have_value("Hamburg")
    await page.get_by_role("button", name="Keep mine").click()
    await expect(page.get_by_role("region", name="Details")).to_contain_text("Hamburg")


async def archived_and_back(page: Page, client: str) -> None:
    """Archive, which happens at once, and undo it from the message."""
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Archive").click()
    await expect(page.get_by_text("Buchkunst & Söhne archived")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await page.wait_for_url(client)
    await expect(page.get_by_text("Buchkunst & Söhne is back")).to_be_visible()
