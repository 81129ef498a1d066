"""States that lists used to leave out: of invitations, keys, tenants and drafts."""

import re

from closing_house import delete
from invitations_house import invite
from invoiceflow.tenancy.domain.role import Role
from invoicing_house import a_body, client_over_api
from product import Product, a_profile


async def test_an_invitation_that_its_sender_may_not_give_is_marked(product: Product) -> None:
    """Whoever sent it has a lower role by now: the list says that it opens no more, before somebody tries."""
    house = await product.house()
    sender, admin = await product.member_of(house, Role.ADMIN)
    home = f"/app/{house.slug}/settings/members"
    assert (await invite(house, "ada@example.com", "admin", by=admin)).status_code == 303
    assert "Opens no more" not in (await house.browser.get(home)).text
    page = (await house.browser.get(home)).text
    (action,) = re.findall(rf'action="({home}/[^"]+/remove)"', page)
    changed = await house.browser.post(action.replace("/remove", "/role"), data={"role": "member"})
    assert changed.status_code == 303
    assert f"Opens no more: {sender.name} may not give this role now" in (await house.browser.get(home)).text


async def test_a_revoked_key_stays_in_the_list(product: Product) -> None:
    """As revoked, without a button, for thirty days."""
    house = await product.house()
    home = f"/app/{house.slug}/settings/keys"
    page = (await house.browser.get(home)).text
    (revoke,) = re.findall(rf'action="({home}/[^"]+/revoke)"', page)
    assert (await house.browser.post(revoke, data={})).status_code == 303
    after = (await house.browser.get(home)).text
    assert "revoked just now" in after
    assert revoke not in after


async def test_a_new_key_reads_where_nothing_else_was_chosen(product: Product) -> None:
    """That is proposed, and it is what a form without the field makes."""
    house = await product.house()
    home = f"/app/{house.slug}/settings/keys"
    assert re.search(r'value="read"[^>]*checked', (await house.browser.get(home)).text)
    made = (await house.browser.post(home, data={"name": "Shop"})).text
    key = product.client({"Authorization": f"Bearer {re.findall(r'>(if_[^<…]{40,})<', made)[0]}"})
    assert (await key.get("/api/v1/clients")).status_code == 200
    assert (await key.post("/api/v1/clients", json={"name": "A", "country": "DE"})).status_code == 403


async def test_a_reserved_address_is_called_reserved(product: Product) -> None:
    """It has only signs that are allowed: the message says what is wrong with it."""
    _, browser = await product.person()
    answer = await browser.post("/app/new", data={"name": "Studio", "country": "DE", "slug": "new"})
    assert (answer.status_code, "is an address of our own" in answer.text) == (422, True)


async def test_a_tenant_that_is_being_deleted_is_marked_where_one_chooses(product: Product) -> None:
    """With the day until which it can be read; the other is not."""
    house, other = await product.house(), await product.house()
    await product.join(other, house.owner, Role.VIEWER)
    assert await delete(house) == 303
    page = (await house.browser.get("/app")).text
    assert page.count("Being deleted: read-only until 18 Dec 2026") == 1


async def test_a_member_is_not_led_to_settings_that_they_may_not_change(product: Product) -> None:
    """What a draft lacks of the tenant's own details is told; the link is the owner's alone."""
    house = await product.house(a_profile(iban=""))
    _, member = await product.member_of(house, Role.MEMBER)
    client = await client_over_api(house)
    draft = (await house.api.post("/api/v1/invoices", json=a_body(client))).json()
    there = f"/app/{house.slug}/invoices/{draft['id']}"
    theirs, own = (await member.get(there)).text, (await house.browser.get(there)).text
    assert "An owner or admin can." in theirs
    assert "Open settings" not in theirs
    assert "Open settings" in own
