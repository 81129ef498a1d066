"""What no address leads to, looked at like every page: open dialogs, menus and searches, and errors."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, Page, Route, expect

from invoiceflow.kernel.errors import TooMany
from invoiceflow.web.problems import Problem, problem_of, rendered, unavailable
from invoiceflow.web.visit import Visit
from looking import Windows, faults_everywhere, looker
from own_things import OwnThings
from running_system import RunningSystem

Steps = Callable[[Page], Awaitable[None]]


def pressed(name: str, *, role: str = "button") -> Steps:
    """Return the step of pressing the first button of a name, or link."""

    async def press(page: Page) -> None:
        await page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]  # button or link
        await expect(page.locator("dialog[open]")).to_be_visible()

    return press


def from_menu(button: str, item: str) -> Steps:
    """Return the steps of opening the first menu that offers what opens a dialog, and choosing it."""

    async def choose(page: Page) -> None:
        for opener in await page.get_by_role("button", name=re.compile(button)).all():
            menu = page.locator(f'[id="{await opener.get_attribute("popovertarget")}"]')
            wanted = menu.get_by_role("menuitem", name=re.compile(item), include_hidden=True)
            if await wanted.count():
                await opener.click()
                await wanted.click()
                break
        await expect(page.locator("dialog[open]")).to_be_visible()

    return choose


def by_key(key: str) -> Steps:
    """Return the step of pressing a key that opens a dialog."""

    async def press(page: Page) -> None:
        await page.keyboard.press(key)
        await expect(page.locator("dialog[open]")).to_be_visible()

    return press


async def search_for_a_client(page: Page) -> None:
    """Find something by the quick search."""
    await by_key("Control+k")(page)
    await page.get_by_role("combobox", name="Search or jump to").fill("tisch")
    await expect(page.get_by_role("option", name=re.compile("Tischlerei")).first).to_be_visible()


async def open_row_menu(page: Page) -> None:
    """Open the menu of the first row."""
    await page.get_by_role("button", name=re.compile("^Actions for")).first.click()
    await expect(page.get_by_role("menuitem").filter(visible=True).first).to_be_visible()


async def open_switcher(page: Page) -> None:
    """Open the list of one's tenants."""
    await page.get_by_role("button", name=re.compile("^Studio North")).first.click()
    await expect(
        page.get_by_role("menuitem", name="All my tenants").filter(visible=True).first
    ).to_be_visible()


async def add_client_in_builder(page: Page) -> None:
    """Type a client whom nobody knows, and go on to add them."""
    client = page.get_by_role("combobox", name="Client")
    await expect(client).to_be_focused()
    await client.fill("Buchbinderei Quark")
    await expect(page.get_by_role("option", name=re.compile("as a new client"))).to_be_visible()
    await page.keyboard.press("Alt+Enter")
    await expect(page.get_by_role("dialog", name="Add a client")).to_be_visible()


async def make_a_key(page: Page) -> None:
    """Make a key, which is shown once."""
    await page.get_by_label("Name").fill("Shop")
    await page.get_by_role("button", name="Create key").click()
    await expect(page.get_by_text("shown this once")).to_be_visible()


MEMBERS = "/app/demo/settings/members"
STATES: dict[str, tuple[str, Steps]] = {
    "dialog-issue": ("/app/demo/invoices/{draft}", pressed("^Issue and send")),
    "dialog-discard": ("/app/demo/invoices/{draft}", from_menu("More actions", "^Discard")),
    "dialog-record-payment": ("/app/demo/invoices/{issued}", pressed("^Record payment", role="link")),
    "dialog-void": ("/app/demo/invoices/{issued}", from_menu("More actions", "^Void")),
    "dialog-reverse": ("/app/demo/payments", from_menu("^Actions for", "^Reverse")),
    "dialog-keys-help": ("/app/demo/clients", by_key("Shift+?")),
    "search": ("/app/demo", search_for_a_client),
    "menu-of-a-row": ("/app/demo/invoices", open_row_menu),
    "builder-add-client": ("/app/demo/invoices/new", add_client_in_builder),
    "key-made": ("/app/demo/settings/keys", make_a_key),
    "dialog-role": (MEMBERS, from_menu("^Actions for Katrin Albers", "^Change role")),
    "dialog-hand-over": (MEMBERS, from_menu("^Actions for Katrin Albers", "^Hand the tenant over")),
    "dialog-remove-member": (MEMBERS, from_menu("^Actions for Katrin Albers", "^Remove")),
    "menu-of-tenants": ("/app/demo/clients", open_switcher),
    "dialog-revoke-key": ("/app/demo/settings/keys", pressed("^Revoke")),
}
ERRORS = {429: problem_of(TooMany(60)), 503: unavailable()}


@pytest.mark.parametrize("name", STATES)
async def test_a_state_is_clean(
    windows: Windows, running_system: RunningSystem, own_things: OwnThings, name: str
) -> None:
    """It is accessible, fits its width, and neither script nor policy complains."""
    address, steps = STATES[name]
    _, page, watch = await windows.at(running_system.url + own_things.filled(address), own_things.state)
    await steps(page)
    faults = await faults_everywhere(page, name)
    assert [*faults, *watch.complaints] == []


@pytest.mark.parametrize("status", ERRORS)
async def test_an_error_is_clean(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, status: int
) -> None:
    """What the product says when it refuses everybody is a page like others. Nobody else is to be refused for it."""
    context = await looker(browser, width=1440, state=own_things.state)
    page = await context.new_page()

    async def refuse(route: Route) -> None:
        await route.fulfill(status=status, content_type="text/html", body=written(ERRORS[status]))

    await page.route("**/app/demo", refuse)
    await page.goto(f"{running_system.url}/app/demo", wait_until="load")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    faults = await faults_everywhere(page, f"error-{status}")
    await context.close()
    assert faults == []


def written(problem: Problem) -> bytes:
    """Return an error as a browser gets it."""
    visit = Visit("req_0123456789", datetime(2026, 11, 18, tzinfo=UTC), csrf="")
    return rendered(problem, {"accept": "text/html"}, "/app/demo", visit)[1]
