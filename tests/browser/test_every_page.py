"""Every page, looked at in both themes, on a phone and on a desk."""

import pytest
from playwright.async_api import Browser

from looking import HEIGHTS, THEMES, Watch, faults_of, file_name, looker
from own_things import OwnThings
from services import RunningSystem

PUBLIC = ("/", "/pricing", "/login", "/api/docs", "/kit", "/nowhere")
OWN = (
    "/app/demo",
    "/app/demo/invoices",
    "/app/demo/invoices?status=overdue",
    "/app/demo/invoices/new",
    "/app/demo/invoices/{issued}",
    "/app/demo/invoices/{draft}",
    "/app/demo/invoices/{draft}/edit",
    "/app/demo/invoices/{issued}/send",
    "/app/demo/invoices/{issued}/payments/new",
    "/app/demo/clients",
    "/app/demo/clients/new",
    "/app/demo/clients/{client}",
    "/app/demo/clients/{client}/edit",
    "/app/demo/items",
    "/app/demo/items/new",
    "/app/demo/tax-rates",
    "/app/demo/tax-rates/new",
    "/app/demo/payments",
    "/app/demo/payments/new",
    "/app/demo/payments/{payment}/reverse",
    "/app/demo/settings",
    "/app/demo/settings/numbers",
    "/app/demo/settings/payments",
    "/app/demo/settings/documents",
    "/app/demo/settings/keys",
    "/app/demo/settings/audit",
    "/app/demo/settings/data",
    "/app/demo/settings/delete",
    "/app/new",
    "/account/ways",
    "{public}",
)


@pytest.mark.parametrize("address", [*PUBLIC, *OWN])
async def test_a_page_is_clean(
    browser: Browser, running_system: RunningSystem, own_things: OwnThings, address: str
) -> None:
    """It is accessible (WCAG 2.2 AA by axe), fits its width, and neither script nor policy complains."""
    state = None if address in PUBLIC else own_things.state
    path, faults = own_things.filled(address), list[str]()
    for width in HEIGHTS:
        context = await looker(browser, width=width, state=state)
        watch = Watch()
        page = watch.over(await context.new_page())
        answer = await page.goto(running_system.url + path, wait_until="load")
        await page.evaluate("document.fonts.ready.then(() => null)")
        assert answer is not None
        assert answer.status == (404 if address == "/nowhere" else 200), f"{path} answered {answer.status}"
        for theme in THEMES:
            found = await faults_of(page, f"{file_name(address)}-{width}-{theme}", theme)
            faults += [f"{width} {theme}: {fault}" for fault in found]
        faults += [f"{width}: {said}" for said in watch.complaints if "404 (Not Found)" not in said]
        await context.close()
    assert faults == []
