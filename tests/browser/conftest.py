"""A real browser for the tests of this folder, as `./run test` found one."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

# They keep the browser from calling out; Playwright passes the rest itself.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Yield one Chromium for the session."""
    program = os.environ.get("INVOICEFLOW_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium: ./run test brings one, or INVOICEFLOW_CHROMIUM names it")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Yield a page of a fresh person: no cookie, nothing stored."""
    context = await browser.new_context()
    yield await context.new_page()
    await context.close()
