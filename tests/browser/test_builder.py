"""Writing an invoice, as members do it: by keys alone, with somebody else in the same draft, and offline."""

import asyncio
import re

from playwright.async_api import Browser, Route, expect

from builder_page import (
    a_draft,
    amount,
    choose_client,
    description,
    descriptions,
    digits,
    drag,
    issue,
    rearrange,
    save_state,
    saved,
    take_first_item,
    texts,
    total_everywhere,
    type_and_save,
    walk_to_lines,
)
from looking import Watch, looker
from own_things import OwnThings
from running_system import RunningSystem

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


def unexpected(watch: Watch) -> list[str]:
    """Return the complaints that the test did not ask for."""
    return [said for said in watch.complaints if not any(answer in said for answer in ANSWERS)]
