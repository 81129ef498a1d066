"""Signing in, in a real browser: with a second factor, and out at once where somebody ended the session."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
from playwright.async_api import Page, expect

from invoiceflow.identity.domain.session import ELEVATION
from invoiceflow.identity.store import cookie, sessions
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.redis import connect
from invoiceflow.web import cookies
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


async def test_what_was_typed_is_sent_after_the_proof(
    running_system: RunningSystem, another: Browsers
) -> None:
    """Whoever fills in a form for longer than a proof counts confirms who they are, and sends it by one press."""
    page, name, url = await another(), a_name("Runa Dahl"), running_system.url
    await sign_in_anew(page, url, name)
    slug = await open_tenant(page, a_name("Slow Hand"))
    await page.goto(f"{url}/app/{slug}/settings/payments")
    await page.get_by_label("IBAN").fill("DE02 1203 0000 0000 2020 51")
    await page.get_by_role("textbox", name="Bank").fill("Bank am See")
    await lapse(page, running_system)
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url(re.compile(r"/login/confirm\?"))
    await expect(page.get_by_text("What you typed waits for you.")).to_be_visible()
    assert await faults_everywhere(page, "login-confirm-waiting") == []
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_role("button", name=name).click()
    await page.wait_for_url(f"{url}/account/unsent")
    await expect(page.get_by_text("Bank am See")).to_be_visible()
    assert await faults_everywhere(page, "account-unsent") == []
    await page.get_by_role("button", name="Send it").click()
    await page.wait_for_url(f"{url}/app/{slug}/settings/payments")
    await expect(page.get_by_label("IBAN")).to_have_value("DE02 1203 0000 0000 2020 51")
    await expect(page.get_by_role("textbox", name="Bank")).to_have_value("Bank am See")


async def lapse(page: Page, system: RunningSystem) -> None:
    """Let the last proof of a browser's session be as old as if its person had been away."""
    redis, at = connect(system.settings["REDIS_URL"]), SystemClock().now()
    name = cookies.name_of(cookies.SESSION, secure=False)
    kept = {each["name"]: each["value"] for each in await page.context.cookies(system.url)}
    claims = cookie.read(kept[name], cookie.ring(system.settings["SECRET_KEY"]), at)
    record = await sessions.peek_session(redis, claims.sid) if claims else None
    assert claims is not None
    assert record is not None
    lapsed = at - ELEVATION - timedelta(seconds=1)
    await sessions.save_session(redis, claims.sid, replace(record, elevated_at=lapsed))
    await redis.aclose()
