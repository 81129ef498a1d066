"""Every page, looked at in both themes, on a phone and on a desk."""

import pytest
from playwright.async_api import Browser

from every_page import EMPTY, OWN, PUBLIC, STATUS
from looking import Watch, faults_everywhere, file_name, looker
from own_things import OwnThings
from services import RunningSystem


@pytest.mark.parametrize("address", [*PUBLIC, *OWN])
async def test_a_page_is_clean(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, address: str
) -> None:
    """It is accessible (WCAG 2.2 AA by axe), fits its width, and neither script nor policy complains."""
    state = None if address in PUBLIC else own_things.state
    faults = await looked_at(browser, running_system.url + own_things.filled(address), address, state)
    assert faults == []


@pytest.mark.parametrize("address", EMPTY)
async def test_a_page_with_nothing_on_it_is_clean(
    browser: Browser, running_system: RunningSystem, empty_tenant: OwnThings, address: str
) -> None:
    """In a tenant that was opened a moment ago, it says what belongs there and what to do first."""
    url = running_system.url + empty_tenant.filled(address)
    assert await looked_at(browser, url, address, empty_tenant.state) == []


async def looked_at(browser: Browser, url: str, address: str, state: str | None) -> list[str]:
    """Open a page, and return what is wrong with it at any width and in any theme."""
    context = await looker(browser, width=1440, state=state)
    watch = Watch()
    page = watch.over(await context.new_page())
    answer = await page.goto(url, wait_until="load")
    await page.evaluate("document.fonts.ready.then(() => null)")
    assert answer is not None
    assert answer.status == STATUS.get(address, 200), f"{url} answered {answer.status}"
    faults = await faults_everywhere(page, file_name(address))
    await context.close()
    return [*faults, *(said for said in watch.complaints if "404 (Not Found)" not in said)]
