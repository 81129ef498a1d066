"""Buttons stay within the window: beside words as long as they may be, and in the bar of what is not saved."""

import re
from secrets import token_hex

from playwright.async_api import Page, expect

from looking import HEIGHTS, faults_everywhere, open_tenant, sign_in_anew
from running_system import RunningSystem
from several_browsers import Browsers


def a_long_word(length: int) -> str:
    """Return a word of some length that nobody else has."""
    return (token_hex(3) + "wolfeschlegelsteinhausenbergerdorff" * 6)[:length].capitalize()


async def test_long_words_break_wherever_they_stand(running_system: RunningSystem, another: Browsers) -> None:
    """Messages can be dismissed, keys revoked and invitations taken back, on a desk and on a phone."""
    page, url = await another(), running_system.url
    await sign_in_anew(page, url, a_long_word(100))
    home = f"{url}/app/{await open_tenant(page, a_long_word(200))}"
    await is_within(page, "Dismiss")
    await page.goto(f"{home}/settings/members")
    address = f"{a_long_word(60).lower()}@{a_long_word(60).lower()}.example.com"
    await page.get_by_label("Email address").fill(address)
    await page.get_by_role("button", name="Invite", exact=True).click()
    await is_within(page, "Dismiss")
    await is_within(page, "Take back")
    assert await faults_everywhere(page, "members-long-words") == []
    await page.goto(f"{home}/settings/keys")
    await page.get_by_role("textbox", name="Name").fill(a_long_word(200))
    await page.get_by_role("button", name="Create key").click()
    await is_within(page, "Copy")
    await is_within(page, "Revoke")
    assert await faults_everywhere(page, "settings-keys-long-words") == []
    await page.get_by_role("button", name="Revoke").click()
    await is_within(page, "Keep key")
    assert await faults_everywhere(page, "settings-keys-revoke-long-words") == []


async def test_the_bar_of_what_is_not_saved_fits(running_system: RunningSystem, another: Browsers) -> None:
    """However many fields were changed, the button that saves them is whole, on a phone too."""
    page, url = await another(), running_system.url
    await sign_in_anew(page, url, "Frauke Fill")
    home = f"{url}/app/{await open_tenant(page, f'Many Fields {token_hex(3)}')}"
    await page.goto(f"{home}/settings")
    for field in await page.locator(
        "main form input:is([type=text], [type=email], [type=tel]):visible"
    ).all():
        await field.fill("7")
    await expect(page.get_by_text(re.compile(r"^1\d unsaved changes|^[2-9] unsaved changes"))).to_be_visible()
    for width, height in HEIGHTS.items():
        await page.set_viewport_size({"width": width, "height": height})
        bar = page.locator("[data-savebar]")
        assert await bar.evaluate("part => part.scrollWidth - part.clientWidth") == 0
        await is_within(page, "Save changes")


async def is_within(page: Page, name: str) -> None:
    """Look whether the first button of a name can be reached whole, in every width, by scrolling down alone."""
    button = page.get_by_role("button", name=name).filter(visible=True).first
    for width, height in HEIGHTS.items():
        await page.set_viewport_size({"width": width, "height": height})
        await expect(button).to_be_visible()
        right = await button.evaluate("part => part.getBoundingClientRect().right")
        assert right <= width, f"“{name}” ends at {right:.0f} of {width} px"
