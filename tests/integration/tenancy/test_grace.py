"""The thirty days before a deleted tenant is emptied: who must not read any more is locked out, and owners know."""

import re

from caught_mail import letters_to
from closing_house import delete, path
from invoiceflow.tenancy.domain.role import Role
from product import Product
from stand_ins import Sandbox


async def test_keys_and_members_are_locked_out_meanwhile(product: Product) -> None:
    """Keys are listed and revoked, members removed and invitations taken back; nothing else is written."""
    house = await product.house()
    _, theirs = await product.member_of(house, Role.MEMBER)
    home = f"/app/{house.slug}/settings"
    invited = {"email": "ada@example.com", "role": "member"}
    assert (await house.browser.post(f"{home}/members/invite", data=invited)).status_code == 303
    assert await delete(house) == 303
    page = (await house.browser.get(f"{home}/members")).text
    assert "Invite somebody" not in page
    assert "Send again" not in page
    for ending in (r"/members/[^/\"]+/remove", r"/members/invitations/[^/\"]+/revoke"):
        (action,) = re.findall(rf'action="({home}{ending})"', page)
        assert (await house.browser.post(action, data={})).status_code == 303
    assert (await theirs.get(f"/app/{house.slug}")).status_code == 404
    keys = (await house.browser.get(f"{home}/keys")).text
    assert "New key" not in keys
    assert (await house.api.get("/api/v1/clients")).status_code == 200
    (revoke,) = re.findall(rf'action="({home}/keys/[^"]+/revoke)"', keys)
    assert (await house.browser.post(revoke, data={})).status_code == 303
    assert (await house.api.get("/api/v1/clients")).status_code == 401
    key = {"name": "New", "access": "read", "expires": "90"}
    for refused, form in (("keys", key), ("members/invite", invited)):
        assert (await house.browser.post(f"{home}/{refused}", data=form)).status_code == 409


async def test_only_owners_are_offered_to_call_it_off(product: Product) -> None:
    """Every page says that the tenant is being deleted; its link leads those who may stop that to where they do."""
    house = await product.house()
    _, admin = await product.member_of(house, Role.ADMIN)
    assert await delete(house) == 303
    pages = [(await browser.get(f"/app/{house.slug}/clients")).text for browser in (house.browser, admin)]
    assert ["This tenant is being deleted" in page for page in pages] == [True, True]
    assert [f'href="{path(house)}"' in page for page in pages] == [True, False]
    assert "An owner can call that off" in pages[1]


async def test_every_owner_is_told_of_a_deletion_and_of_its_end(mailing: Product, sandbox: Sandbox) -> None:
    """Who asked for it, who did not, and nobody who is no owner; a letter that is not true any more is not sent."""
    house = await mailing.house()
    second, _ = await mailing.member_of(house, Role.OWNER)
    admin, _ = await mailing.member_of(house, Role.ADMIN)
    assert await delete(house) == 303
    await mailing.work()
    for owner in (house.owner, second):
        (letter,) = await letters_to(sandbox, owner.email)
        assert letter["subject"] == "“Studio Nordlicht” is being deleted"
        assert "Until 2026-12-18 it can be read and exported" in letter["text"]
        assert path(house) in letter["text"]
    assert (await house.browser.post(path(house, "/undo"))).status_code == 303
    await mailing.work()
    assert await delete(house) == 303
    assert (await house.browser.post(path(house, "/undo"))).status_code == 303
    await mailing.work()
    subjects = [letter["subject"] for letter in await letters_to(sandbox, second.email)]
    assert (subjects.count("“Studio Nordlicht” stays"), len(subjects)) == (2, 3)
    assert await letters_to(sandbox, admin.email) == []


async def test_who_is_removed_is_told(mailing: Product, sandbox: Sandbox) -> None:
    """By email, and by the page that they still had open. Who left by themselves is told so there and then."""
    house = await mailing.house()
    removed, browser = await mailing.member_of(house, Role.MEMBER)
    left, leaver = await mailing.member_of(house, Role.VIEWER)
    home = f"/app/{house.slug}/settings/members"
    assert (await leaver.post(f"{home}/leave", data={})).status_code == 303
    assert "You left Studio Nordlicht" in (await leaver.get("/app/new")).text
    (action,) = re.findall(rf'action="({home}/[^"]+/remove)"', (await house.browser.get(home)).text)
    assert (await house.browser.post(action, data={})).status_code == 303
    await mailing.work()
    assert await letters_to(sandbox, left.email) == []
    ended, never = await browser.get(f"/app/{house.slug}/clients"), await browser.get("/app/no-such-tenant")
    assert ended.status_code == never.status_code == 404
    assert ended.text == never.text
    assert "You are not a member here" in ended.text
    assert 'href="/app">Your tenants<' in ended.text
    (letter,) = await letters_to(sandbox, removed.email)
    assert letter["subject"] == "You are no longer a member of “Studio Nordlicht”"
    assert f"{mailing.world.settings.base_url}/app" in letter["text"]
