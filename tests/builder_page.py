"""The page on which an invoice is written, as hands and eyes use it."""

import json
import re

from playwright.async_api import Locator, Page, expect


async def choose_client(page: Page, typed: str, name: str) -> None:
    """Search for a client in the field that has the focus from the start."""
    await expect(page.get_by_role("combobox", name="Client")).to_be_focused()
    await page.keyboard.type(typed)
    await expect(page.get_by_role("option", name=re.compile(name))).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Client")).to_have_value(re.compile(name))


async def walk_to_lines(page: Page) -> None:
    """Press Enter from field to field, as far as the first line."""
    for _ in range(8):
        await page.keyboard.press("Enter")
    await expect(description(page, 1)).to_be_focused()


async def take_first_item(page: Page, line: int) -> None:
    """Open the catalogue in an empty description and take what stands on top."""
    await page.keyboard.press("/")
    await expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label(f"Line {line} quantity")).to_be_focused()
    await expect(description(page, line)).not_to_have_value("")


async def rearrange(page: Page) -> None:
    """Move the second line up and down, double it, and take the double away."""
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_label("Line 1 quantity")).to_be_focused()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(description(page, 1)).to_have_value("Strategy workshop")
    await page.keyboard.press("Control+d")
    await expect(description(page, 3)).to_be_focused()
    await page.keyboard.press("Control+Backspace")
    await expect(descriptions(page)).to_have_count(2)


def digits(text: str) -> str:
    """Return the digits of a text: the builder writes figures as the tenant does, other pages as the reader does."""
    return re.sub(r"[^0-9\n]", "", text)


async def total_everywhere(page: Page) -> str:
    """Return the total, which the bar, the breakdown and the picture of the page all show."""
    total = await page.get_by_role("banner").get_by_role("status").filter(has_text="€").inner_text()
    breakdown = page.get_by_role("region", name="Totals and tax")
    await expect(breakdown).to_contain_text(total)
    await expect(breakdown).to_contain_text(re.compile(r"19\s?% VAT on"))
    picture = page.get_by_role("complementary", name="Preview").get_by_role("img")
    await expect(picture).to_have_attribute("alt", re.compile("Gesamtbetrag"))
    assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")
    return total


async def issue(page: Page) -> None:
    """Issue and send, and be asked once."""
    await page.keyboard.press("Escape")
    await page.get_by_label("Note to client").focus()
    await page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name=re.compile("Issue the invoice to Tischlerei Hans Mewes"))
    await expect(dialog.get_by_role("button", name="Keep draft")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/invoices/[0-9a-f-]{36}$"))


async def a_draft(page: Page, url: str, lines: tuple[str, ...] = ("Design",)) -> str:
    """Store a draft without a client, as the builder itself does, and return its address."""
    await page.goto(f"{url}/app/demo/invoices/new")
    said = [{"description": each, "quantity": "1", "unit_price": "5", "tax_rate": "19"} for each in lines]
    draft = {"currency": "EUR", "language": "de", "payment_days": 14, "lines": said}
    answer = await page.request.post(
        f"{url}/app/demo/invoices/drafts",
        data=json.dumps(draft),
        headers={
            "Content-Type": "application/json",
            "X-CSRF-Token": str(await page.locator("meta[name=csrf]").get_attribute("content")),
        },
    )
    assert answer.status == 201, await answer.text()
    address = f"{url}/app/demo/invoices/{(await answer.json())['id']}/edit"
    await page.goto(address)
    await expect(description(page, 1)).to_be_visible()
    return address


async def type_and_save(page: Page, label: str, text: str) -> None:
    """Fill a field and wait until it is stored."""
    await page.get_by_label(label).fill(text)
    await saved(page)


async def saved(page: Page) -> None:
    """Wait until all that is typed is stored."""
    await expect(page.locator("[data-save=saved]").first).to_be_attached()


def save_state(page: Page) -> Locator:
    """Return the words that say whether what is typed is safe."""
    return page.locator("[data-save] > span:visible")


async def drag(page: Page, grip: Locator, *, below: Locator) -> None:
    """Pull a grip below the middle of a row."""
    start, target = await grip.bounding_box(), await below.bounding_box()
    assert start is not None
    assert target is not None
    x = start["x"] + start["width"] / 2
    await page.mouse.move(x, start["y"] + start["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(x, target["y"] + target["height"] - 2, steps=8)
    await page.mouse.up()


def description(page: Page, line: int) -> Locator:
    """Return the description of a line."""
    return page.get_by_label(f"Line {line} description")


def descriptions(page: Page) -> Locator:
    """Return the descriptions of all lines."""
    return page.get_by_role("textbox", name=re.compile(r"^Line \d+ description$"))


async def texts(page: Page) -> list[str]:
    """Return what the descriptions say, in their order."""
    return [await each.input_value() for each in await descriptions(page).all()]


def amount(page: Page, line: int) -> Locator:
    """Return what the server says a line comes to."""
    return page.get_by_label(f"Line {line} amount")
