"""Several people at one draft, in a real browser: what others decide, and what one may not any more."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from looking import looker, sign_in
from own_things import OwnThings, a_client, a_draft
from running_system import RunningSystem
from several_browsers import a_name

MEMBERS = "/app/demo/settings/members"


@pytest.fixture
async def owner(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings
) -> AsyncIterator[Page]:
    """Yield a page of the demo owner, whose tenant asks for approval meanwhile."""
    context = await looker(browser, width=1440, state=own_things.state)
    page = await context.new_page()
    await ask_for_approval(page, running_system.url, "Somebody approves it")
    yield page
    await ask_for_approval(page, running_system.url, "Nobody needs to approve it")
    await context.close()


@pytest.fixture
async def member(browser: Browser, running_system: RunningSystem) -> AsyncIterator[BrowserContext]:
    """Yield a browser of the demo member."""
    context = await looker(browser, width=1440)
    await sign_in(await context.new_page(), running_system.url, "Demo member")
    yield context
    await context.close()


async def ask_for_approval(page: Page, url: str, answer: str) -> None:
    """Choose in the settings whether drafts are approved before they are issued."""
    await page.goto(f"{url}/app/demo/settings/approval")
    await page.get_by_label(answer).check()
    await page.get_by_role("button", name=re.compile("^Save")).click()
    await expect(page.get_by_label(answer)).to_be_checked()


async def builder_of(context: BrowserContext, url: str, draft_id: str) -> Page:
    """Open the builder of a draft."""
    page = context.pages[0]
    await page.goto(f"{url}/app/demo/invoices/{draft_id}/edit")
    await expect(page.get_by_label("Line 1 quantity")).to_be_visible()
    return page


async def change_role(owner: Page, url: str, name: str, role: str) -> None:
    """Give a member another role."""
    await owner.goto(url + MEMBERS)
    await owner.get_by_role("button", name=f"Actions for {name}").click()
    await owner.get_by_role("menuitem", name=re.compile("^Change role")).filter(visible=True).click()
    dialog = owner.get_by_role("dialog", name=f"Role of {name}")
    await dialog.get_by_label("Role").select_option(label=role)
    await dialog.get_by_role("button", name="Change role").click()
    await expect(dialog).to_be_hidden()


@pytest.mark.usefixtures("owner")
async def test_an_open_builder_follows_what_others_decide(
    running_system: RunningSystem, api: httpx.AsyncClient, member: BrowserContext
) -> None:
    """Submitted and returned by somebody else: it says so at once, above as well, and what was typed stays in place."""
    draft_id = await a_draft(api, await a_client(api, a_name("Approved Client")))
    page = await builder_of(member, running_system.url, draft_id)
    reference, submit = (
        page.get_by_label("Their order no."),
        page.get_by_role("button", name="Submit for approval"),
    )
    await expect(page.get_by_text("Approval is needed before it is issued")).to_be_visible()
    badge = page.locator(".draft-state > .badge").filter(visible=True)
    await expect(badge).to_have_text("Draft")
    before = await reference.bounding_box()
    await api.post(f"/invoices/{draft_id}/submit")
    await expect(page.get_by_text("Waiting for approval")).to_be_visible()
    await expect(badge).to_have_text("Submitted")
    await expect(submit.first).to_have_attribute("aria-disabled", "true")
    await api.post(f"/invoices/{draft_id}/return", json={"note": "Which order is this? " * 9})
    await expect(page.get_by_text("Returned by")).to_be_visible()
    await expect(badge).to_have_text("Returned")
    await expect(page.get_by_role("button", name="Whole note")).to_be_visible()
    assert await reference.bounding_box() == before
    await reference.fill("PO 7")
    await expect(page.locator("#builder-status [data-save=saved]")).to_be_visible()
    await api.post(f"/invoices/{draft_id}/submit")
    await expect(page.get_by_text("Waiting for approval")).to_be_visible()
    await expect(reference).to_have_value("PO 7")


async def test_who_is_signed_out_is_one_click_away_and_loses_nothing(
    running_system: RunningSystem, api: httpx.AsyncClient, member: BrowserContext
) -> None:
    """From the field that was being typed into, one press leads to sign in; afterwards what was typed is there."""
    page = await builder_of(
        member, running_system.url, await a_draft(api, await a_client(api, a_name("Approved Client")))
    )
    await member.clear_cookies(name="if_session")
    reference = page.get_by_label("Their order no.")
    await reference.fill("PO")
    await expect(page.locator("#builder-status")).to_contain_text("Not saved, you are signed out")
    await reference.press_sequentially(" 8")
    await page.locator("#builder-status").get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_role("button", name="Demo member").click()
    await expect(reference).to_have_value("PO 8")
    await expect(page.locator("#builder-status [data-save=saved]")).to_be_visible()


async def test_whose_role_was_lowered_reads_why_nothing_is_saved(
    running_system: RunningSystem,
    api: httpx.AsyncClient,
    member: BrowserContext,
    owner: Page,
) -> None:
    """The builder says what the role lacks and whom to ask, and goes on saying so; with the role back, it saves."""
    page = await builder_of(
        member, running_system.url, await a_draft(api, await a_client(api, a_name("Approved Client")))
    )
    await change_role(owner, running_system.url, "Timo Becker", "Viewer")
    try:
        await page.get_by_label("Their order no.").fill("PO 9")
        told = page.get_by_role("alert").filter(has_text="Nothing more is saved")
        await expect(told).to_contain_text("Your role here, viewer, does not include this. Ask")
        await expect(page.locator("#builder-status")).to_contain_text("not allowed any more")
        await told.get_by_role("button", name="Dismiss").click()
        stays = page.get_by_role("alert").filter(has_text="What you typed is kept in this browser")
        await expect(stays).to_contain_text("does not include this. Ask")
    finally:
        await change_role(owner, running_system.url, "Timo Becker", "Member")
    await page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(page.locator("#builder-status [data-save=saved]")).to_be_visible()
