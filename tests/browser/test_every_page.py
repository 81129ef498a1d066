"""Every page, looked at in both themes, on a phone and on a desk."""

import pytest

from every_page import EMPTY, OWN, PUBLIC, STATUS
from looking import Windows, faults_everywhere, file_name
from own_things import OwnThings
from running_system import RunningSystem


@pytest.mark.parametrize("address", [*PUBLIC, *OWN])
async def test_a_page_is_clean(
    windows: Windows, running_system: RunningSystem, own_things: OwnThings, address: str
) -> None:
    """It is accessible (WCAG 2.2 AA by axe), fits its width, and neither script nor policy complains."""
    state = None if address in PUBLIC else own_things.state
    faults = await looked_at(windows, running_system.url + own_things.filled(address), address, state)
    assert faults == []


@pytest.mark.parametrize("address", EMPTY)
async def test_a_page_with_nothing_on_it_is_clean(
    windows: Windows, running_system: RunningSystem, empty_tenant: OwnThings, address: str
) -> None:
    """In a tenant that was opened a moment ago, it says what belongs there and what to do first."""
    url = running_system.url + empty_tenant.filled(address)
    assert await looked_at(windows, url, address, empty_tenant.state) == []


async def looked_at(windows: Windows, url: str, address: str, state: str | None) -> list[str]:
    """Open a page, and return what is wrong with it at any width and in any theme."""
    answer, page, watch = await windows.at(url, state)
    await page.evaluate("document.fonts.ready.then(() => null)")
    assert answer.status == STATUS.get(address, 200), f"{url} answered {answer.status}"
    faults = await faults_everywhere(page, file_name(address))
    return [*faults, *(said for said in watch.complaints if "404 (Not Found)" not in said)]
