"""Every way to sign in, and linking, in a real browser on a running system."""

import re
from secrets import token_hex

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from looking import HEIGHTS, THEMES, Watch, faults_of, file_name, looker, sign_in_anew
from running_system import RunningSystem


async def newest_link(system: RunningSystem, email: str) -> str:
    """Return the address in the newest email to somebody."""
    async with httpx.AsyncClient(base_url=f"{system.mail_url}/api/messages") as box:
        newest = (await box.get("", params={"to": email})).json()[0]
        text: str = (await box.get(f"/{newest['id']}")).json()["text"]
    found = re.search(rf"{re.escape(system.url)}/login/email/\S+", text)
    assert found
    return found[0]


async def ask(page: Page, system: RunningSystem, email: str) -> str:
    """Ask for a link on the sign-in page, and return it."""
    await page.goto(f"{system.url}/login")
    await page.get_by_label("Email address").fill(email)
    await page.get_by_role("button", name="Email me a link").click()
    await expect(page.get_by_role("heading", name="Look at your email")).to_be_visible()
    return await newest_link(system, email)


@pytest.mark.parametrize("name", ["Google", "GitHub", "single sign-on"])
async def test_a_new_person_signs_in_by_a_provider(
    page: Page, running_system: RunningSystem, name: str
) -> None:
    """One press leads to the provider, one choice back to a first tenant; afterwards the way is marked."""
    await page.goto(f"{running_system.url}/login")
    await page.get_by_role("button", name=f"Continue with {name}").click()
    await expect(page.get_by_text(f"Stand-in for {name}")).to_be_visible()
    await page.get_by_role("button", name="New person", exact=True).click()
    await page.wait_for_url(f"{running_system.url}/app/new")
    await page.context.clear_cookies(name="if_session")
    await page.goto(f"{running_system.url}/login")
    button = page.get_by_role("button", name=f"Continue with {name}")
    await expect(button).to_have_accessible_description("Last used")


async def test_a_new_person_signs_in_by_email(page: Page, running_system: RunningSystem) -> None:
    """The link, opened in the same browser, leads to a first tenant."""
    await page.goto(await ask(page, running_system, f"anna.{token_hex(4)}@example.com"))
    await expect(page).to_have_url(f"{running_system.url}/app/new")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_a_link_opened_on_the_phone_asks_first(
    browser: Browser, page: Page, running_system: RunningSystem
) -> None:
    """Another browser shows whom it signs in, and does so on a press."""
    email = f"anna.{token_hex(4)}@example.com"
    link = await ask(page, running_system, email)
    phone = await (await looker(browser, width=360)).new_page()
    await phone.goto(link)
    await expect(phone.get_by_role("heading", name="Sign in here?")).to_be_visible()
    await expect(phone.get_by_text(email)).to_be_visible()
    await phone.get_by_role("button", name="Sign in here").click()
    await phone.wait_for_url(f"{running_system.url}/app/new")
    await phone.context.close()


async def test_the_same_address_by_another_way_is_asked_about(
    page: Page, running_system: RunningSystem
) -> None:
    """An address that Google knows, brought by a link, opens nothing; signing in as before leads to linking."""
    name = f"Mai Lindqvist {token_hex(3)}"
    email = await sign_in_anew(page, running_system.url, name)
    await page.context.clear_cookies(name="if_session")
    await page.goto(await ask(page, running_system, email))
    await expect(page.get_by_role("heading", name="There is an account with your address")).to_be_visible()
    await page.get_by_role("link", name="Sign in the way I did before").click()
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_role("button", name=name).click()
    await page.wait_for_url(f"{running_system.url}/account/ways")


async def test_a_person_links_a_provider_and_takes_it_away(page: Page, running_system: RunningSystem) -> None:
    """A linked provider stands in the list, signs the same person in, and goes again; the last one cannot go."""
    await page.goto(f"{running_system.url}/login")
    await page.get_by_role("button", name="Continue with Google").click()
    await page.get_by_role("button", name="New person", exact=True).click()
    await page.wait_for_url(f"{running_system.url}/app/new")
    await page.goto(f"{running_system.url}/account/ways")
    linked = page.get_by_role("region", name="Linked")
    await expect(linked.get_by_role("button", name="Unlink Google")).to_have_attribute(
        "aria-disabled", "true"
    )
    await page.get_by_role("button", name="Link GitHub").click()
    await page.get_by_role("button", name="New person", exact=True).click()
    await page.wait_for_url(f"{running_system.url}/account/ways")
    await expect(linked.get_by_role("listitem")).to_have_count(2)
    await linked.get_by_role("button", name="Unlink GitHub").click()
    await expect(linked.get_by_role("listitem")).to_have_count(1)


async def test_its_pages_are_clean(browser: Browser, running_system: RunningSystem) -> None:
    """Accessible, without sideways scrolling, in both themes, on a phone and a desk: what other tests do not visit."""
    faults: list[str] = []
    for width in HEIGHTS:
        watch = Watch()
        own, other = [await looker(browser, width=width) for _ in range(2)]
        page, stranger = watch.over(await own.new_page()), watch.over(await other.new_page())
        link = await ask(page, running_system, f"a.long.address.{token_hex(8)}@a-long-domain.example.com")
        faults += await _faults(page, f"login-sent-{width}")
        await stranger.goto(link)
        faults += await _faults(stranger, f"login-elsewhere-{width}")
        await stranger.goto(f"{running_system.url}/login")
        await stranger.get_by_label("Email address").fill("anna@localhost")
        await stranger.get_by_role("button", name="Email me a link").click()
        await expect(stranger.get_by_label("Email address")).to_have_accessible_description(
            "Write an email address such as anna@example.com."
        )
        faults += await _faults(stranger, f"login-error-{width}")
        email = await sign_in_anew(stranger, running_system.url, f"Mai Lindqvist {token_hex(3)}")
        await stranger.context.clear_cookies(name="if_session")
        await stranger.goto(await ask(stranger, running_system, email))
        faults += await _faults(stranger, f"login-known-{width}")
        await page.goto(link)
        for path in ("/account/ways", "/login/confirm?next=/account/ways"):
            await page.goto(running_system.url + path)
            faults += await _faults(page, f"{file_name(path)}-{width}")
        faults += [f"{width}: {said}" for said in watch.complaints if "status of 4" not in said]
        for context in (own, other):
            await context.close()
    assert faults == []


async def _faults(page: Page, name: str) -> list[str]:
    return [
        f"{name} {theme}: {fault}"
        for theme in THEMES
        for fault in await faults_of(page, f"{name}-{theme}", theme)
    ]
