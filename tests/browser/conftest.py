"""A real browser for the tests of this folder, as `./run test` found one."""

import os
import shutil
from collections.abc import AsyncIterator
from secrets import token_hex

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from looking import Watch, Windows, faults_of, looker, open_tenant, sign_in, sign_in_anew, still
from own_things import OwnThings, ids_of
from running_system import RunningSystem
from several_browsers import ANSWERS, Browsers
from stripe_pages import connect

# A page may wait for a job, and a busy machine for both.
expect.set_options(timeout=20_000)

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
    context = await still(browser)
    yield await context.new_page()
    await context.close()


@pytest.fixture(scope="session")
async def windows(browser: Browser) -> AsyncIterator[Windows]:
    """Yield windows that are looked through at one page after the other."""
    kept = Windows(browser)
    yield kept
    await kept.close()


@pytest.fixture(scope="session")
async def api(running_system: RunningSystem) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a program of the demo tenant with a key that may do everything."""
    key = running_system.cli("apikey", "create", "--tenant", "demo").stdout.strip()
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=f"{running_system.url}/api/v1", headers=headers) as client:
        yield client


@pytest.fixture(scope="session")
async def own_things(
    browser: Browser,
    running_system: RunningSystem,
    api: httpx.AsyncClient,
    tmp_path_factory: pytest.TempPathFactory,
) -> OwnThings:
    """Sign the demo owner in once; return their cookies and the ids of the tenant's things."""
    context = await still(browser)
    await sign_in(await context.new_page(), running_system.url, "Demo owner")
    kept = tmp_path_factory.mktemp("browser") / "state.json"
    await context.storage_state(path=kept)
    await context.close()
    return OwnThings(str(kept), await ids_of(api))


@pytest.fixture(scope="session")
async def empty_tenant(
    browser: Browser, running_system: RunningSystem, tmp_path_factory: pytest.TempPathFactory
) -> OwnThings:
    """Sign a new person in once, who opens a tenant and does nothing in it; return their cookies and its slug."""
    context = await still(browser)
    page = await context.new_page()
    await sign_in_anew(page, running_system.url, "Nora Neumann")
    slug = await open_tenant(page, f"Empty Rooms {token_hex(3)}")
    kept = tmp_path_factory.mktemp("browser") / "empty.json"
    await context.storage_state(path=kept)
    await context.close()
    return OwnThings(str(kept), {"tenant": slug})


@pytest.fixture(scope="session")
async def stripe_account(browser: Browser, running_system: RunningSystem, own_things: OwnThings) -> str:
    """Connect the demo tenant with Stripe once; return its account there."""
    context = await looker(browser, width=1440, state=own_things.state)
    page = await context.new_page()
    account = await connect(page, running_system.url)
    assert await faults_of(page, "online-settings") == []
    await context.close()
    return account


@pytest.fixture
async def another(browser: Browser) -> AsyncIterator[Browsers]:
    """Yield a way to open further browsers, none of which may complain."""
    watch, contexts = Watch(), []

    async def opened() -> Page:
        contexts.append(await still(browser, viewport={"width": 1440, "height": 900}))
        page: Page = await contexts[-1].new_page()
        return watch.over(page)

    yield opened
    for context in contexts:
        await context.close()
    assert [said for said in watch.complaints if not any(answer in said for answer in ANSWERS)] == []
