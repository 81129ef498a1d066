"""A tenant's plan in a browser: bought, changed and cancelled through Stripe's pages, not paid, and outgrown."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from secrets import token_hex

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from invoicing_house import a_body
from looking import Watch, faults_everywhere, open_tenant, sign_in_anew, still
from running_system import RunningSystem
from stripe_pages import give, let_pass_until, objects

GOOD, SAVED_AND_DECLINED = "4242424242424242", "4000000000000341"
HOUR = 3600
LIMIT, END_OF_GRACE = 5, 10
GRADES = (
    (4, "The limit is near"),
    (6, "Invoices can be issued until"),
    (END_OF_GRACE, "No new invoice can be issued"),
)


@dataclass
class Studio:
    """A tenant that was opened a moment ago: its owner's page, and another one in which nobody presses anything."""

    page: Page
    other: Page
    system: RunningSystem
    home: str

    async def to_plan(self) -> None:
        """Open the plan in both."""
        for page in (self.page, self.other):
            await page.goto(f"{self.home}/settings/plan")

    async def press(self, name: str) -> None:
        """Press a button, or what looks like one."""
        await (
            self.page.get_by_role("button", name=name)
            .or_(self.page.get_by_role("link", name=name))
            .first.click()
        )

    async def choose(self, plan: str, number: str = GOOD) -> None:
        """Begin a subscription, and come back from Stripe."""
        await self.press(f"Choose {plan}")
        await self.page.wait_for_url("**/stripe/checkout/**")
        await give(self.page, number)
        await self.page.wait_for_url("**/settings/plan?back=1")

    async def says(self, words: str) -> None:
        """Wait until both pages say something, without being loaded anew."""
        for page in (self.page, self.other):
            await expect(page.get_by_text(words).first).to_be_visible()

    async def to_next_try(self) -> None:
        """Let time pass at Stripe until it tries the card of the plan that was begun last: once and no more."""
        found = await objects(self.system)
        sold = [each for each in found.values() if each["object"] == "subscription"][-1]
        failed = found.get(sold["latest_invoice"], {}).get("next_payment_attempt")
        await let_pass_until(
            self.system, (failed or sold["items"]["data"][0]["current_period_end"]) + 2 * HOUR
        )


@pytest.fixture
async def studio(browser: Browser, running_system: RunningSystem) -> AsyncIterator[Studio]:
    """Yield the new tenant of a new person; no page may have complained about anything."""
    context = await still(browser, viewport={"width": 1440, "height": 900})
    watch = Watch()
    page, other = watch.over(await context.new_page()), watch.over(await context.new_page())
    await sign_in_anew(page, running_system.url, "Mara Petersen")
    slug = await open_tenant(page, f"Plan Studio {token_hex(3)}")
    yield Studio(page, other, running_system, f"{running_system.url}/app/{slug}")
    assert watch.complaints == []
    await context.close()


async def test_a_plan_is_bought_changed_and_cancelled(studio: Studio) -> None:
    """In the trial, through Stripe's page and back, up, down, and to its end by the portal; another tab follows."""
    await studio.to_plan()
    assert await faults_everywhere(studio.page, "plan-trial") == []
    await studio.choose("Pro")
    await studio.says("Pro (yours)")
    await expect(studio.page.get_by_text("Confirmed with Stripe")).to_be_visible()
    await studio.press("Change to Agency…")
    assert await faults_everywhere(studio.page, "plan-change") == []
    await studio.press("Change to Agency")
    await studio.says("Agency (yours)")
    await studio.press("Change to Pro…")
    await studio.press("Change to Pro")
    await studio.says("Pro (yours)")
    await studio.press("Cards and bills")
    await studio.page.wait_for_url("**/stripe/portal/**")
    async with studio.page.expect_response(lambda answer: answer.request.method == "POST"):
        await studio.press("Cancel it")
    await studio.press("Back")
    await studio.page.wait_for_url("**/settings/plan?back=1")
    await studio.says("Cancelled. It goes on until")
    assert await faults_everywhere(studio.page, "plan-cancelled") == []
    await studio.press("Keep this plan")
    await expect(studio.page.get_by_text("Cancelled. It goes on until")).to_have_count(0)


async def test_a_renewal_fails_and_is_paid_after_all(studio: Studio) -> None:
    """Overview and plan say at once until when the plan goes on; with another card nothing is left of it."""
    await studio.to_plan()
    await studio.choose("Pro", SAVED_AND_DECLINED)
    await studio.says("Pro (yours)")
    await studio.other.goto(studio.home)
    await studio.to_next_try()
    await expect(studio.page.get_by_text("The last payment failed")).to_be_visible()
    await expect(studio.other.get_by_text("The last payment for the plan failed")).to_be_visible()
    assert await faults_everywhere(studio.page, "plan-unpaid") == []
    assert await faults_everywhere(studio.other, "overview-plan-unpaid") == []
    await studio.press("Cards and bills")
    await studio.page.wait_for_url("**/stripe/portal/**")
    await give(studio.page, GOOD)
    await studio.press("Back")
    await studio.to_next_try()
    await expect(studio.page.get_by_text("Paid by the month")).to_be_visible()
    await expect(studio.other.get_by_text("The last payment for the plan failed")).to_have_count(0)


async def test_a_plan_is_outgrown(studio: Studio) -> None:
    """A warning, then grace, then no new invoice; what is there is read, sent, paid and exported as before."""
    await trial_is_over(studio)
    api, drafts = await drafts_of(studio, END_OF_GRACE + 1)
    page, issued = studio.page, drafts[:END_OF_GRACE]
    await studio.other.goto(studio.home)
    done = 0
    for until, says in GRADES:
        for draft in issued[done:until]:
            (await api.post(f"/api/v1/invoices/{draft}/issue")).raise_for_status()
        await expect(studio.other.get_by_text(says)).to_be_visible()
        assert await faults_everywhere(studio.other, f"overview-{until}-invoices") == []
        done = until
    await page.goto(f"{studio.home}/invoices/{drafts[-1]}")
    await studio.press("Issue and send")
    await page.get_by_role("dialog").get_by_role("button", name="Issue and send").click()
    messages = page.get_by_role("region", name="Messages")
    await expect(messages.get_by_text("No new invoice can be issued")).to_be_visible()
    assert await faults_everywhere(page, "plan-refused") == []
    await messages.get_by_role("link", name="Plan").click()
    await expect(page.get_by_text(f"{END_OF_GRACE} of {LIMIT}")).to_be_visible()
    assert await faults_everywhere(page, "plan-outgrown") == []
    await page.goto(f"{studio.home}/invoices/{issued[0]}/send")
    await page.get_by_role("button", name=re.compile("^Send")).click()
    await expect(page.get_by_text("Email sent").first).to_be_visible()
    await studio.press("Record payment")
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("Record")).click()
    await expect(page.get_by_text("Paid", exact=True).first).to_be_visible()
    for path in (f"invoices/{issued[1]}/pdf", "invoices.csv"):
        assert (await page.request.get(f"{studio.home}/{path}")).ok
    await api.aclose()


async def trial_is_over(studio: Studio) -> None:
    """Make the tenant forty days old."""
    connection = await asyncpg.connect(studio.system.settings["DATABASE_SUPERUSER_URL"])
    slug = studio.home.rsplit("/", maxsplit=1)[1]
    await connection.execute(
        "UPDATE tenants SET created_at = created_at - interval '40 days' WHERE slug = $1", slug
    )
    await connection.close()


async def drafts_of(studio: Studio, count: int) -> tuple[httpx.AsyncClient, list[str]]:
    """Write drafts for one client over the API; return a program that acts for the tenant, and their ids."""
    slug = studio.home.rsplit("/", maxsplit=1)[1]
    key = studio.system.cli("apikey", "create", "--tenant", slug).stdout.strip()
    api = httpx.AsyncClient(base_url=studio.system.url, headers={"Authorization": f"Bearer {key}"})
    client = {"name": "Café Lindenhof GmbH", "email": "post@lindenhof.example", "country": "DE"}
    client_id = (await api.post("/api/v1/clients", json=client)).raise_for_status().json()["id"]
    written = [await api.post("/api/v1/invoices", json=a_body(client_id)) for _ in range(count)]
    return api, [each.raise_for_status().json()["id"] for each in written]
