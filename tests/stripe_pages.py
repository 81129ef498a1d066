"""Stripe's pages and clock, as browsers and journeys meet them at its stand-in."""

import re
from typing import Any

import httpx
from playwright.async_api import Page, expect

from running_system import RunningSystem


async def connect(page: Page, url: str) -> str:
    """Connect the demo tenant with Stripe, which its page says by itself; return its account there."""
    await page.goto(f"{url}/app/demo/settings/online")
    await page.get_by_role("button", name="Connect with Stripe").click()
    await page.locator("button[value=finish]").click()
    await page.wait_for_url("**/settings/online?back=1")
    await expect(page.get_by_text("Clients can pay online")).to_be_visible()
    return await page.get_by_text(re.compile("^acct_")).inner_text()


async def give(page: Page, number: str, *, kind: str = "Card") -> None:
    """Fill in one of the forms of a page of Stripe's, and send it."""
    form = page.get_by_role("form", name=kind)
    await form.locator("[name=number], [name=iban]").fill(number)
    await form.locator("[name=name]").fill("Payer")
    await form.locator("[name=email]").fill("payer@client.example")
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await form.get_by_role("button").click()


async def let_pass(system: RunningSystem, seconds: int) -> None:
    """Let time pass at Stripe; what falls due on the way has happened then."""
    await _control(system, "POST", "clock", {"seconds": seconds})


async def let_pass_until(system: RunningSystem, instant: int) -> None:
    """Let time pass at Stripe until an instant of its clock, which others may have moved ahead before."""
    now = (await _control(system, "GET", "clock"))["now"]
    await let_pass(system, max(0, instant - now))


async def objects(system: RunningSystem) -> dict[str, dict[str, Any]]:
    """Return everything that there is at Stripe by its id, the newest last."""
    return {each["id"]: each for each in await _control(system, "GET", "objects")}


async def press(system: RunningSystem, action: str, account: str, name: str) -> None:
    """Have happen to an object at Stripe what a bank, a payer or Stripe would do."""
    await _control(system, "POST", "press", {"action": action, "account": account, "id": name})


async def _control(system: RunningSystem, method: str, lever: str, body: object = None) -> Any:
    address = f"{system.settings['STRIPE_API_BASE']}/_control/{lever}"
    async with httpx.AsyncClient(timeout=60) as control:
        return (await control.request(method, address, json=body)).raise_for_status().json()
