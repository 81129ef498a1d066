"""Writing an invoice, as members do it: by keys alone, with somebody else in the same draft, and offline."""

import asyncio
import json
import re

from playwright.async_api import Browser, Locator, Page, Route, expect

from looking import Watch, looker
from own_things import OwnThings
from services import RunningSystem

# What was asked for here, and what browsers report as errors of their own.
ANSWERS = ("409 (Conflict)", "422 (Unprocessable", "ERR_INTERNET_DISCONNECTED")


async def test_an_invoice_is_written_and_issued_by_keys_alone(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """Client, lines, an item, the order of lines, totals, preview, autosave, issue: the mouse is never touched."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    page = watch.over(await context.new_page())
    await page.goto(f"{running_system.url}/app/demo/invoices/new")
    await choose_client(page, "hans mewes", "Tischlerei Hans Mewes")
    await walk_to_lines(page)
    await page.keyboard.type("Strategy workshop")
    for text in ("2", "days", "1450", "10"):
        await page.keyboard.press("Enter")
        await page.keyboard.type(text)
    await expect(amount(page, 1)).to_have_text("2.610,00")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(description(page, 2)).to_be_focused()
    await take_first_item(page, 2)
    await rearrange(page)
    await expect(save_state(page)).to_have_text(re.compile(r"^Saved"))
    await page.wait_for_url(re.compile(r"/invoices/[0-9a-f-]{36}/edit$"))
    total = await total_everywhere(page)
    await issue(page)
    await expect(page.get_by_role("main")).to_contain_text("Issued as")
    assert digits(total) in digits(await page.get_by_role("main").inner_text())
    assert watch.complaints == []
    await context.close()


async def test_nothing_is_overwritten_when_two_write_at_once(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """Who saves second is told who changed what; keeping one's own is a decision, and so is taking theirs."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    mine, theirs = watch.over(await context.new_page()), watch.over(await context.new_page())
    address = await a_draft(mine, running_system.url)
    await theirs.goto(address)
    await type_and_save(theirs, "Their order no.", "first")
    await mine.get_by_label("Their order no.").fill("second")
    dialog = mine.get_by_role("dialog", name="You changed this draft in another tab")
    await expect(dialog).to_contain_text("Their order no.: \u2013 → first")
    await dialog.get_by_role("button", name="Keep this one").click()
    await saved(mine)
    await theirs.get_by_label("Their order no.").fill("third")
    await theirs.get_by_role("dialog").get_by_role("button", name="Take the other").click()
    await expect(theirs.get_by_label("Their order no.")).to_have_value("second")
    await theirs.get_by_role("button", name="Undo").click()
    await expect(theirs.get_by_label("Their order no.")).to_have_value("third")
    assert unexpected(watch) == []
    await context.close()


async def test_what_is_typed_offline_is_not_lost(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """It is kept in the browser, is there again after the page was closed, and is saved as soon as that can be."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    page = watch.over(await context.new_page())
    address = await a_draft(page, running_system.url)
    await page.goto(address)
    await context.set_offline(offline=True)
    await page.get_by_label("Note to client").fill("Written in a tunnel")
    await expect(save_state(page)).to_have_text("Not saved, you are offline")
    await page.close()
    await context.set_offline(offline=False)
    again = watch.over(await context.new_page())
    await again.goto(address)
    await expect(again.get_by_label("Note to client")).to_have_value("Written in a tunnel")
    await saved(again)
    await again.reload()
    await expect(again.get_by_label("Note to client")).to_have_value("Written in a tunnel")
    await expect(again.get_by_text("could not be saved")).to_have_count(0)
    assert unexpected(watch) == []
    await context.close()


async def test_what_is_wrong_is_told_where_it_is(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """A text that is no number is marked at its field; what an invoice lacks is listed, and a link leads there."""
    context = await looker(browser, width=360, theme="light", state=own_things.state)
    watch = Watch()
    page = watch.over(await context.new_page())
    await page.goto(await a_draft(page, running_system.url))
    quantity = page.get_by_label("Line 1 quantity")
    await quantity.fill("1e3")
    await expect(quantity).to_have_attribute("aria-invalid", "true")
    await quantity.fill("1,5")
    await saved(page)
    await page.get_by_role("button", name="More ways to issue").click()
    await page.get_by_role("menuitem", name="Issue without sending").click()
    summary = page.get_by_role("alert").filter(has_text="Choose a client.")
    await expect(summary).to_be_focused()
    await summary.get_by_role("button", name="Client").click()
    await expect(page.get_by_role("combobox", name="Client")).to_be_focused()
    assert unexpected(watch) == []
    await context.close()


async def test_what_is_typed_before_the_builder_is_there_is_not_lost(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """The client's field is there with the page; its text goes on in the builder, and is looked for."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    watch = Watch()
    page = watch.over(await context.new_page())
    typed = asyncio.Event()

    async def late(route: Route) -> None:
        await typed.wait()
        await route.continue_()

    await page.route(re.compile(r"/invoice-builder-.*\.js"), late)
    await page.goto(f"{running_system.url}/app/demo/invoices/new", wait_until="commit")
    await expect(page.get_by_label("Client", exact=True)).to_be_focused()
    await page.keyboard.type("hans")
    typed.set()
    client = page.get_by_role("combobox", name="Client")
    await expect(client).to_be_focused()
    await page.keyboard.type(" mewes")
    await expect(client).to_have_value("hans mewes")
    await expect(page.get_by_role("option", name=re.compile("Tischlerei Hans Mewes"))).to_be_visible()
    assert watch.complaints == []
    await context.close()


async def test_a_client_is_added_without_leaving_the_invoice(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """What was typed into the selector becomes the name; the new client is chosen."""
    context = await looker(browser, width=1440, theme="dark", state=own_things.state)
    page = await context.new_page()
    await page.goto(f"{running_system.url}/app/demo/invoices/new")
    await expect(page.get_by_role("combobox", name="Client")).to_be_focused()
    await page.keyboard.type("Buchbinderei Quark")
    await expect(page.get_by_role("option", name=re.compile("as a new client"))).to_be_visible()
    await page.keyboard.press("Alt+Enter")
    dialog = page.get_by_role("dialog", name="Add a client")
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await dialog.get_by_label("Email").fill("quark@binder.example")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Client")).to_have_value("Buchbinderei Quark")
    await expect(page.get_by_text("quark@binder.example")).to_be_visible()
    await context.close()


async def test_a_line_is_dragged_to_its_place(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> None:
    """The grip moves a line while the pointer moves; one undo takes the whole way back."""
    context = await looker(browser, width=1440, theme="light", state=own_things.state)
    page = await context.new_page()
    await page.goto(await a_draft(page, running_system.url, lines=("A", "B", "C")))
    await drag(page, page.locator(".grip").first, below=page.locator(".line").nth(2))
    await expect(descriptions(page)).to_have_count(3)
    assert await texts(page) == ["B", "C", "A"]
    await page.get_by_role("button", name="Undo").click()
    assert await texts(page) == ["A", "B", "C"]
    await context.close()


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


def unexpected(watch: Watch) -> list[str]:
    """Return the complaints that the test did not ask for."""
    return [said for said in watch.complaints if not any(answer in said for answer in ANSWERS)]
