"""A page that was fetched ahead, in a real browser: its click finds it there, and an action makes it old."""

import pytest
from playwright.async_api import Browser, Page, expect

from looking import looker
from own_things import OwnThings
from running_system import RunningSystem


async def kept_answers(page: Page) -> dict[str, bool]:
    """Return whether the browser had the answer of an address by itself: filled while the page goes on."""
    kept: dict[str, bool] = {}
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")

    def note(event: dict[str, dict[str, object]]) -> None:
        answer = event["response"]
        kept[str(answer["url"])] = bool(answer.get("fromDiskCache") or answer.get("fromPrefetchCache"))

    devtools.on("Network.responseReceived", note)
    return kept


@pytest.mark.parametrize("acts", [False, True], ids=["a-click-alone", "an-action-before-it"])
async def test_a_page_fetched_ahead_is_shown_unless_something_was_done(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, *, acts: bool
) -> None:
    """Resting on a link fetches its page for the click; an unsafe request in between, refused or not, makes it old."""
    context = await looker(browser, width=1440, state=own_things.state)
    page = await context.new_page()
    kept = await kept_answers(page)
    await page.goto(f"{running_system.url}/app/demo")
    clients = page.get_by_role("link", name="Clients", exact=True).first
    async with page.expect_event("requestfinished", lambda one: one.url.endswith("/clients")):
        await clients.hover()
    if acts:
        assert (
            await page.evaluate("fetch(location.href, { method: 'POST' }).then((one) => one.status)") >= 400
        )
    await clients.click()
    await expect(page.get_by_role("heading", name="Clients", level=1)).to_be_visible()
    assert kept[page.url] is not acts
    await context.close()
