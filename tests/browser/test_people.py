"""People in a real browser: invitations, roles, several tenants, leaving."""

import asyncio
import re
import zipfile

import httpx
from playwright.async_api import Page, expect

from looking import faults_everywhere, open_tenant, sign_in_anew
from running_system import RunningSystem
from several_browsers import Browsers, a_name


async def add_client(page: Page, home: str, name: str) -> None:
    """Add a client by the form."""
    await page.goto(f"{home}/clients/new")
    await page.get_by_role("textbox", name="Name").first.fill(name)
    await page.get_by_role("button", name="Add client").click()
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def test_an_invited_person_works_as_far_as_their_role_goes(
    running_system: RunningSystem, another: Browsers
) -> None:
    """A link makes them a member; a changed role holds from the next click on; removed, their open page goes away."""
    owner, guest, url = await another(), await another(), running_system.url
    await sign_in_anew(owner, url, a_name("Olga Owner"))
    tenant = a_name("Guest House")
    home = f"{url}/app/{await open_tenant(owner, tenant)}"
    guest_name = a_name("Gustav Guest")
    email = await sign_in_anew(guest, url, guest_name)
    await invite(owner, home, email, "viewer")
    await accept(guest, await invitation_to(running_system, email), tenant)
    await expect(guest.get_by_role("link", name="New invoice")).to_have_count(0)
    await give_role(owner, home, guest_name, "member")
    await guest.get_by_role("link", name="Clients", exact=True).first.click()
    await guest.get_by_role("link", name="New client").first.click()
    await guest.get_by_role("textbox", name="Name").first.fill("Late Client")
    await give_role(owner, home, guest_name, "viewer")
    await guest.get_by_role("button", name="Add client").click()
    await expect(guest.get_by_role("heading", name="This is not open to you")).to_be_visible()
    assert await faults_everywhere(guest, "error-403") == []
    await guest.goto(f"{home}/clients")
    await expect(guest.get_by_text("Late Client")).to_have_count(0)
    await remove(owner, home, guest_name)
    await expect(guest.get_by_role("heading", name="You are not a member here")).to_be_visible()


async def invite(owner: Page, home: str, email: str, role: str) -> None:
    """Invite an address, and look at the page that then lists it."""
    await owner.goto(f"{home}/settings/members")
    await owner.get_by_label("Email address").fill(email)
    await owner.get_by_label("Role", exact=True).first.select_option(role)
    await owner.get_by_role("button", name="Invite", exact=True).click()
    await expect(owner.get_by_role("region", name="Messages")).to_contain_text(f"{email} is invited")
    await expect(owner.get_by_role("region", name="Invited")).to_contain_text(email)
    assert await faults_everywhere(owner, "members-invited") == []


async def invitation_to(system: RunningSystem, email: str) -> str:
    """Return the link in an invitation, once the worker has sent it."""
    async with httpx.AsyncClient(base_url=f"{system.mail_url}/api/messages") as box:
        async with asyncio.timeout(20):
            while not (found := (await box.get("", params={"to": email})).json()):
                pass
        text: str = (await box.get(f"/{found[0]['id']}")).json()["text"]
    link = re.search(rf"{re.escape(system.url)}/invitations/\S+", text)
    assert link
    return link[0]


async def accept(guest: Page, link: str, tenant: str) -> None:
    """Open an invitation, look at it, and accept."""
    await guest.goto(link)
    await expect(guest.get_by_role("heading", name=f"Join {tenant}")).to_be_visible()
    assert await faults_everywhere(guest, "invitation") == []
    await guest.get_by_role("button", name="Accept the invitation").click()
    await expect(guest.get_by_text(f"Welcome to {tenant}")).to_be_visible()


async def give_role(owner: Page, home: str, name: str, role: str) -> None:
    """Give a member another role."""
    await owner.goto(f"{home}/settings/members")
    await owner.get_by_role("button", name=f"Actions for {name}").click()
    await owner.get_by_role("menuitem", name="Change role…").filter(visible=True).click()
    dialog = owner.get_by_role("dialog", name=f"Role of {name}")
    await dialog.get_by_label("Role").select_option(role)
    await dialog.get_by_role("button", name="Change role").click()
    await expect(owner.get_by_text(f"{name} has the role {role} now")).to_be_visible()


async def remove(owner: Page, home: str, name: str) -> None:
    """Remove a member."""
    await owner.goto(f"{home}/settings/members")
    await owner.get_by_role("button", name=f"Actions for {name}").click()
    await owner.get_by_role("menuitem", name="Remove…").filter(visible=True).click()
    await owner.get_by_role("dialog", name=f"Remove {name}").get_by_role("button", name="Remove").click()
    await expect(owner.get_by_text(f"{name} is no member any more")).to_be_visible()


async def test_keys_go_with_who_made_them(running_system: RunningSystem, another: Browsers) -> None:
    """The list says who made a key, the dialog that removing them ends it; a new name of theirs is shown at once."""
    owner, guest, url = await another(), await another(), running_system.url
    await sign_in_anew(owner, url, a_name("Kira Keeper"))
    tenant = a_name("Key House")
    home = f"{url}/app/{await open_tenant(owner, tenant)}"
    email = await sign_in_anew(guest, url, a_name("Max Maker"))
    await invite(owner, home, email, "admin")
    await accept(guest, await invitation_to(running_system, email), tenant)
    await guest.goto(f"{home}/settings/keys")
    await guest.get_by_role("textbox", name="Name").fill("Shop")
    await guest.get_by_role("button", name="Create key").click()
    await expect(guest.get_by_text("“Shop” is ready")).to_be_visible()
    name = a_name("Maxine Maker")
    await guest.goto(f"{url}/account")
    await guest.get_by_role("textbox", name="Name").fill(name)
    await guest.get_by_role("button", name="Save").click()
    await expect(guest.get_by_text(f"You are called {name} now")).to_be_visible()
    assert await faults_everywhere(guest, "account-renamed") == []
    await owner.goto(f"{home}/settings/keys")
    await expect(owner.get_by_text(f"by {name}").filter(visible=True)).to_be_visible()
    assert await faults_everywhere(owner, "settings-keys-makers") == []
    await owner.goto(f"{home}/settings/members")
    await owner.get_by_role("button", name=f"Actions for {name}").click()
    await owner.get_by_role("menuitem", name="Remove…").filter(visible=True).click()
    await expect(owner.get_by_role("dialog")).to_contain_text(f"This also ends 1 API key that {name} made")
    assert await faults_everywhere(owner, "members-remove-keys") == []
    await owner.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(owner.get_by_text(f"{name} is no member any more")).to_be_visible()
    await owner.goto(f"{home}/settings/keys")
    await expect(owner.get_by_role("row", name="Shop")).to_contain_text("revoked just now")


async def test_two_tabs_in_two_tenants_cannot_mix(running_system: RunningSystem, another: Browsers) -> None:
    """A form opened in one tenant is stored there, whatever the other tab did since; the switcher leads across."""
    left, url = await another(), running_system.url
    await sign_in_anew(left, url, a_name("Frida Free"))
    names = a_name("North Side"), a_name("South Side")
    north, south = [f"{url}/app/{await open_tenant(left, name)}" for name in names]
    right = await left.context.new_page()
    await left.goto(f"{north}/clients/new")
    await left.get_by_role("textbox", name="Name").first.fill("Only in the north")
    await add_client(right, south, "Only in the south")
    await left.get_by_role("button", name="Add client").click()
    await expect(left.get_by_role("heading", level=1, name="Only in the north")).to_be_visible()
    await right.goto(f"{south}/clients")
    await expect(right.locator(".row-link")).to_have_text(["Only in the south"])
    await right.get_by_role("button", name="Switch tenant").click()
    await right.get_by_role("menuitem", name=names[0]).click()
    await right.wait_for_url(north)
    await right.goto(f"{north}/clients")
    await expect(right.locator(".row-link")).to_have_text(["Only in the north"])
    await right.goto(f"{url}/app")
    await expect(right.get_by_role("heading", name="Where do you want to work?")).to_be_visible()
    assert await faults_everywhere(right, "app-choose") == []


async def test_a_tenant_is_exported_deleted_and_kept_after_all(
    running_system: RunningSystem, another: Browsers
) -> None:
    """The file holds what the tenant has; a deletion that has begun leaves it to be read only, and is called off."""
    page, url, name = await another(), running_system.url, a_name("Closing Time")
    await sign_in_anew(page, url, a_name("Dora Done"))
    home = f"{url}/app/{await open_tenant(page, name)}"
    await add_client(page, home, "Last Client")
    assert "Last Client" in await everything(page, home)
    open_form = await page.context.new_page()
    await open_form.goto(f"{home}/clients/new")
    await open_form.get_by_role("textbox", name="Name").first.fill("Too late")
    await delete(page, home)
    assert await faults_everywhere(page, "settings-delete-begun") == []
    await open_form.get_by_role("button", name="Add client").click()
    await expect(open_form.get_by_text("This tenant is being deleted, and can only be read")).to_be_visible()
    await page.goto(f"{home}/settings/delete")
    await page.get_by_role("button", name="Keep this tenant").click()
    await expect(page.get_by_text("The tenant stays")).to_be_visible()
    await add_client(page, home, "Not too late")


async def everything(page: Page, home: str) -> str:
    """Let the export be written, watching the page, download it, and return its table of clients."""
    await page.goto(f"{home}/settings/data")
    await page.get_by_role("button", name="Export everything").click()
    await expect(page.get_by_role("heading", name="Ready to download")).to_be_visible(timeout=30_000)
    assert await faults_everywhere(page, "settings-data-ready") == []
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Download everything").click()
    with zipfile.ZipFile(await (await started.value).path()) as archive:
        (clients,) = [name for name in archive.namelist() if name.endswith("clients.csv")]
        return archive.read(clients).decode()


async def delete(page: Page, home: str) -> None:
    """Delete the tenant: its slug has to be typed as it is."""
    await page.goto(f"{home}/settings/delete")
    field = page.get_by_label(re.compile("to confirm"))
    await field.fill("another")
    await page.get_by_role("button", name="Delete this tenant").click()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill(home.rpartition("/")[2])
    await page.get_by_role("button", name="Delete this tenant").click()
    await expect(page.get_by_role("region", name="Messages")).to_contain_text("This tenant is being deleted")
