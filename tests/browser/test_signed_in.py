"""Signing in, in a real browser: with a second factor, and out at once where somebody ended the session."""

import re
from datetime import timedelta

import pyotp
from playwright.async_api import Page, expect

from invoiceflow.runtime.clock import SystemClock
from looking import faults_everywhere, open_tenant, sign_in_anew
from running_system import RunningSystem
from several_browsers import Browsers, a_name


async def sign_in_again(page: Page, url: str, name: str) -> None:
    """Choose a person whom the stand-in knows."""
    await page.goto(f"{url}/login")
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_role("button", name=name).click()


async def test_a_second_factor_is_set_up_and_asked_for(
    running_system: RunningSystem, another: Browsers
) -> None:
    """An app is set up by its first code; from then on a sign-in asks for one, and a recovery code is one too."""
    page, name, url = await another(), a_name("Tove Holm"), running_system.url
    await sign_in_anew(page, url, name)
    app, codes = await set_up_second_factor(page, url)
    await page.get_by_role("button", name="Sign out").click()
    await sign_in_again(page, url, name)
    await page.wait_for_url(re.compile(r"/login/second"))
    assert await faults_everywhere(page, "login-second") == []
    await page.get_by_label("Code").fill("not it")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    # The code that set it up is used up; the next one counts a little early.
    await page.get_by_label("Code").fill(app.at(SystemClock().now() + timedelta(seconds=30)))
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{url}/app/new")
    other = await another()
    await sign_in_again(other, url, name)
    await other.get_by_label("Code").fill(codes[0])
    await other.get_by_role("button", name="Sign in").click()
    await other.wait_for_url(f"{url}/app/new")


async def set_up_second_factor(page: Page, url: str) -> tuple[pyotp.TOTP, list[str]]:
    """Switch the second factor on; return the app and the recovery codes."""
    await page.goto(f"{url}/account/security")
    await page.get_by_role("link", name="Set up").click()
    app = pyotp.TOTP((await page.locator("main code").inner_text()).replace(" ", ""))
    await page.get_by_label("Code").fill(app.now())
    await page.get_by_role("button", name="Switch on").click()
    listed = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await expect(listed).to_have_count(10)
    codes = await listed.all_inner_texts()
    assert await faults_everywhere(page, "account-recovery-codes") == []
    await page.get_by_role("link", name="I have kept them").click()
    await page.get_by_role("button", name="Switch off…").click()
    await expect(page.get_by_role("dialog").get_by_role("button", name="Keep it on")).to_be_focused()
    assert await faults_everywhere(page, "account-security-switch-off") == []
    await page.get_by_role("button", name="Keep it on").click()
    return app, codes


async def test_a_session_ended_elsewhere_is_out_at_once(
    running_system: RunningSystem, another: Browsers
) -> None:
    """Its open page leads to the sign-in page by itself, and the one who ended it stays in."""
    laptop, phone, name, url = await another(), await another(), a_name("Ida Lund"), running_system.url
    await sign_in_anew(laptop, url, name)
    slug = await open_tenant(laptop, a_name("Two Screens"))
    await sign_in_again(phone, url, name)
    await phone.wait_for_url(f"{url}/app/{slug}")
    await expect(phone.locator("[data-live-state=live]")).to_be_visible()
    await laptop.goto(f"{url}/account/sessions")
    await laptop.get_by_role("button", name=re.compile("^End the session on")).click()
    dialog = laptop.get_by_role("dialog", name=re.compile("^End the session on"))
    await expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    assert await faults_everywhere(laptop, "account-sessions-end") == []
    await dialog.get_by_role("button", name="End session").click()
    await expect(laptop.get_by_text("That session is over")).to_be_visible()
    await phone.wait_for_url(re.compile(r"/login\?next="))
    await laptop.goto(f"{url}/app/{slug}")
    await expect(laptop.locator("[data-live-state=live]")).to_be_visible()
