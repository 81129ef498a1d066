"""What every page must pass when a browser looks at it."""

import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, ViewportSize, expect

PICTURES = Path(__file__).resolve().parents[1] / "screenshots"
Theme = Literal["light", "dark"]
HEIGHTS = {360: 780, 1440: 900}
# A theme changes colours and nothing else, so that the second needs no look but at those.
THEMES: Mapping[Theme, Mapping[str, list[str]]] = {
    "light": {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "dark": {"runOnly": ["color-contrast"]},
}

# What moves for a moment has come to its end (colours that change, a menu that rises). Of a list's rows
# that are built alike, down to their classes, two and the last are looked at: the others would say the same.
_LOOK = """async options => {
    for (const each of document.getAnimations())
        if (each.effect.getComputedTiming().endTime < Infinity) each.finish();
    const isEmpty = part => part.textContent.trim() === "";
    const own = part => [part.localName, part.getAttributeNames(), part.getAttribute("class"), isEmpty(part)];
    const built = part => `${own(part)} (${[...part.children].map(built)})`;
    const alike = list => Object.values(Object.groupBy(list.children, built));
    const exclude = [...document.querySelectorAll("tbody, ul, ol")].flatMap(alike).flatMap(rows => rows.slice(2, -1));
    const { violations } = await axe.run(exclude.length > 0 ? { exclude } : document, options);
    return [violations, document.documentElement.scrollWidth - document.documentElement.clientWidth];
}"""


@dataclass
class Watch:
    """Everything that a page complained about since it was opened."""

    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        """Listen to a page."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} {message.location['url']}".rstrip())


async def looker(
    browser: Browser, *, width: int, theme: Theme = "light", state: str | None = None
) -> BrowserContext:
    """Return a context of one width and theme; ``state`` is a saved sign-in."""
    viewport: ViewportSize = {"width": width, "height": HEIGHTS[width]}
    return await still(browser, viewport=viewport, color_scheme=theme, storage_state=state)


async def still(browser: Browser, **options: Any) -> BrowserContext:
    """Return a context of a person who asked for less motion; options as of Playwright's ``new_context``.

    On a busy machine Playwright sees a menu that rises as one that does not come to rest: it scrolls the page under
    the menu and presses where the item was.
    """
    return await browser.new_context(reduced_motion="reduce", **options)


@dataclass
class Windows:
    """One window for each sign-in, kept from page to page: to open another takes as long as to look at a page."""

    browser: Browser
    opened: dict[str | None, tuple[Page, Watch]] = field(default_factory=dict)

    async def at(self, url: str, state: str | None) -> tuple[Response, Page, Watch]:
        """Load a page on a desk in the light, in the window of a sign-in, about which nobody has complained yet."""
        if state not in self.opened:
            context, watch = await looker(self.browser, width=1440, state=state), Watch()
            self.opened[state] = watch.over(await context.new_page()), watch
        page, watch = self.opened[state]
        await page.set_viewport_size({"width": 1440, "height": HEIGHTS[1440]})
        await page.emulate_media(color_scheme="light")
        watch.complaints.clear()
        answer = await page.goto(url, wait_until="load")
        assert answer is not None
        return answer, page, watch

    async def close(self) -> None:
        """Close all of them."""
        for page, _ in self.opened.values():
            await page.context.close()


async def sign_in(page: Page, url: str, who: str) -> None:
    """Sign in through the stand-in as one of its people."""
    await page.goto(f"{url}/login")
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_role("button", name=who).click()
    await page.wait_for_url(f"{url}/app**")


async def sign_in_anew(page: Page, url: str, name: str, way: str = "Google") -> str:
    """Sign in through a stand-in as a person whom nobody has seen before, and return their address."""
    await page.goto(f"{url}/login")
    await page.get_by_role("button", name=f"Continue with {way}").click()
    await page.get_by_label("Name").fill(name)
    await page.get_by_role("button", name="New person", exact=True).click()
    await page.wait_for_url(f"{url}/app/new")
    return await page.locator("header .hint").inner_text()


async def open_tenant(page: Page, name: str) -> str:
    """Open a German tenant and return its slug."""
    await page.goto(urljoin(page.url, "/app/new"))
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Country", exact=True).select_option("DE")
    await expect(page.get_by_label("Currency", exact=True)).to_have_value("EUR")
    await page.get_by_role("button", name="Open tenant").click()
    await page.wait_for_url(re.compile(r"/app/(?!new)[^/]+$"))
    return page.url.rsplit("/", maxsplit=1)[1]


async def faults_everywhere(page: Page, name: str) -> list[str]:
    """
    Look at a page as it stands, in every width and theme: it follows the window without being loaded anew.

    It stands on a desk afterwards.
    """
    found = []
    for width, height in HEIGHTS.items():
        await page.set_viewport_size({"width": width, "height": height})
        async with _whole(page):
            for theme in THEMES:
                faults = await _look(page, f"{name}-{width}-{theme}", theme)
                found += [f"{name} {width} {theme}: {fault}" for fault in faults]
    return found


async def faults_of(page: Page, name: str, theme: Theme = "light") -> list[str]:
    """
    Look at a page in a theme and return what is wrong with it: accessibility by axe, and sideways scrolling.

    Where something is, a picture lies in ``screenshots/`` afterwards; with ``PICTURES=1`` also where nothing is.
    """
    async with _whole(page):
        return await _look(page, name, theme)


@asynccontextmanager
async def _whole(page: Page) -> AsyncIterator[None]:
    """Have the whole page on the screen: a bar at its foot covers what could be scrolled out from under it."""
    size = page.viewport_size
    assert size is not None
    # Axe is half a megabyte, which the page reads once and not for every look.
    height, is_read = await page.evaluate("[document.documentElement.scrollHeight, 'axe' in window]")
    if not is_read:
        await page.evaluate(Axe().axe_script)
    if height > size["height"]:
        await page.set_viewport_size({"width": size["width"], "height": height})
    yield
    if height > size["height"]:
        await page.set_viewport_size(size)


async def _look(page: Page, name: str, theme: Theme) -> list[str]:
    await page.emulate_media(color_scheme=theme)
    options = {**THEMES[theme], "resultTypes": ["violations"]}
    violations, wide = await page.evaluate(_LOOK, options)
    faults = [
        f"{violation['id']}: {node['html'][:160]} {_why(node)}"
        for violation in violations
        for node in violation["nodes"]
    ]
    faults += [f"scrolls sideways by {wide} px"] if wide > 0 else []
    if faults or os.environ.get("PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=True, animations="disabled")
    return faults


def file_name(path: str) -> str:
    """Return a picture's name for an address."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "start"


def _why(node: dict[str, object]) -> str:
    return " ".join(str(node.get("failureSummary", "")).split())[:200]
