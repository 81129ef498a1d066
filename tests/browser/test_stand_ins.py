"""The pages of the stand-ins, as people meet them on the way in."""

from playwright.async_api import Page, expect

from running_system import RunningSystem


async def test_the_demo_owner_is_sent_back_to_the_product(page: Page, running_system: RunningSystem) -> None:
    """From the product's sign-in page one click leads to the stand-in, and one choice back, signed in."""
    await page.goto(f"{running_system.url}/login")
    await page.get_by_role("button", name="Continue with Google").click()
    await expect(page.get_by_role("heading", name="Choose an account")).to_be_visible()
    await page.get_by_role("button", name="Demo owner").click()
    await page.wait_for_url(f"{running_system.url}/app**")
