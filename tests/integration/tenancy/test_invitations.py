"""Invitations: for one address, once, for seven days, and worth no more than who sent them."""

from datetime import timedelta

import msgspec

from invitations_house import invite, link, the_invitation
from invoiceflow.identity.store.identities import change_email
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.limit import INVITATION_GUESS
from invoiceflow.tenancy.domain.invitation import plain_address
from invoiceflow.tenancy.domain.role import Role
from product import House, Product


async def role_of(product: Product, house: House, person: Person) -> str | None:
    """Return the role of a person in the house, or None."""
    read = "SELECT role FROM members WHERE tenant_id = $1 AND person_id = $2"
    rows = await product.world.reads.rows(house.tenant_id, read, person.id)
    return rows[0]["role"] if rows else None


async def test_the_invited_person_becomes_a_member_once(product: Product) -> None:
    """Looking changes nothing; accepting makes a member in the role; the link is used up by it."""
    house = await product.house()
    person, browser = await product.person("Ada Invited")
    assert (await invite(house, person.email.upper(), "accountant")).status_code == 303
    there = await link(product, house)
    for _ in range(2):
        page = await browser.get(there)
        assert "as accountant" in page.text
        assert page.headers["cache-control"] == "private, no-store"
    assert await role_of(product, house, person) is None
    answer = await browser.post(there, data={})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/app/{house.slug}")
    assert await role_of(product, house, person) == "accountant"
    assert (await browser.get(f"/app/{house.slug}")).status_code == 200
    assert (await browser.get(there)).status_code == 404
    assert (await browser.post(there, data={})).status_code == 404
    read = "SELECT actor, detail FROM audit_entries WHERE tenant_id = $1 AND action = 'member.joined'"
    (entry,) = await product.world.reads.rows(house.tenant_id, read)
    assert entry["actor"] == "Ada Invited"
    assert msgspec.json.decode(entry["detail"])["invited_by"] == "Mara Petersen"


async def test_an_invitation_is_for_one_address(product: Product) -> None:
    """Somebody else who has the link is told which address is needed, and stays outside."""
    house = await product.house()
    invited, browser = await product.person("Ada Invited")
    other, elsewhere = await product.person("Eve Other")
    await invite(house, invited.email)
    there = await link(product, house)
    page = await elsewhere.get(there)
    assert f"This invitation is for {invited.email}" in page.text
    refused = await elsewhere.post(there, data={})
    assert refused.status_code == 403
    assert await role_of(product, house, other) is None
    nobody = await product.client({"Accept": "text/html"}).get(there)
    assert f"/login?next={there.replace('/', '%2F')}" in nobody.text
    assert (await browser.post(there, data={})).status_code == 303


async def test_who_tries_another_s_invitation_is_in_the_tenant_s_log(product: Product) -> None:
    """The tenant learns that somebody was refused, not who, nor the link; looking leaves nothing."""
    house = await product.house()
    _, elsewhere = await product.person("Eve Other")
    await invite(house, "ada@example.com")
    there = await link(product, house)
    assert (await elsewhere.get(there)).status_code == 200
    assert (await elsewhere.post(there, data={})).status_code == 403
    read = "SELECT * FROM audit_entries WHERE tenant_id = $1 AND object_kind = 'access'"
    (entry,) = await product.world.reads.rows(house.tenant_id, read)
    assert (entry["actor"], entry["action"], entry["actor_id"]) == ("Somebody", "access.refused", None)
    assert msgspec.json.decode(entry["detail"]) == {
        "code": "invitation.other_address",
        "answer": "This invitation is for ada@example.com. Sign in with that address.",
    }
    log = await house.browser.get(f"/app/{house.slug}/settings/audit?group=refused")
    assert "Somebody" in log.text
    assert there.rsplit("/", 1)[1] not in log.text


def test_addresses_are_alike_by_a_to_z_alone() -> None:
    """Capitals are the same address; a sign that only looks like a letter is another one."""
    assert plain_address(" Ada@Example.COM ") == "ada@example.com"
    assert plain_address("\u212aim@example.com") != "kim@example.com"


async def test_an_invitation_ends_after_seven_days(product: Product) -> None:
    """At its last instant it opens no more; sent again it does, under another link."""
    house = await product.house()
    person, _ = await product.person("Ada Invited")
    await invite(house, person.email)
    old = await link(product, house)
    product.clock.advance(timedelta(days=7))
    _, browser = await product.signed_in(person)
    assert "older than seven days" in (await browser.get(old)).text
    assert (await browser.post(old, data={})).status_code == 409
    owner = (await product.signed_in(house.owner))[1]
    found = await the_invitation(product, house)
    again = f"/app/{house.slug}/settings/members/invitations/{found.id}/again"
    assert (await owner.post(again, data={})).status_code == 303
    assert (await browser.post(old, data={})).status_code == 404
    assert (await browser.post(await link(product, house), data={})).status_code == 303


async def test_a_revoked_invitation_leads_nowhere(product: Product) -> None:
    """After it was taken back the link is as good as any random one."""
    house = await product.house()
    person, browser = await product.person("Ada Invited")
    await invite(house, person.email)
    there, found = await link(product, house), await the_invitation(product, house)
    revoke = f"/app/{house.slug}/settings/members/invitations/{found.id}/revoke"
    assert (await house.browser.post(revoke, data={})).status_code == 303
    answers = [await browser.get(path) for path in (there, "/invitations/random")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await browser.post(there, data={})).status_code == 404
    assert (await house.browser.post(revoke, data={})).status_code == 404


async def test_nobody_invites_above_their_own_role(product: Product) -> None:
    """An admin invites no owner, an accountant nobody; the owner does both."""
    house = await product.house()
    _, admin = await product.member_of(house, Role.ADMIN)
    _, accountant = await product.member_of(house, Role.ACCOUNTANT)
    assert (await invite(house, "one@example.com", "owner", by=admin)).status_code == 403
    assert (await invite(house, "one@example.com", "viewer", by=accountant)).status_code == 403
    assert (await invite(house, "one@example.com", "owner")).status_code == 303
    assert (await invite(house, "two@example.com", "admin", by=admin)).status_code == 303


async def test_an_owner_is_invited_again_with_a_fresh_proof_alone(product: Product) -> None:
    """A session whose last proof is old is led to confirm, and the link of before still stands; others need none."""
    house = await product.house()
    await invite(house, "owner@example.com", "owner")
    found = await the_invitation(product, house)
    product.clock.advance(timedelta(minutes=16))
    path = f"/app/{house.slug}/settings/members/invitations"
    answer = await house.browser.post(f"{path}/{found.id}/again", data={})
    assert answer.headers["location"].startswith("/login/confirm?")
    assert (await the_invitation(product, house)).version == found.version
    await house.browser.post(f"{path}/{found.id}/revoke", data={})
    await invite(house, "admin@example.com", "admin")
    found = await the_invitation(product, house)
    answer = await house.browser.post(f"{path}/{found.id}/again", data={})
    assert answer.headers["location"] == f"/app/{house.slug}/settings/members"
    assert (await the_invitation(product, house)).version == found.version + 1


async def test_an_invitation_is_worth_what_its_sender_may_give_now(product: Product) -> None:
    """Whoever sent it lost the role, or left: the link makes nobody a member; sent again by an owner it does."""
    house = await product.house()
    person, browser = await product.person("Ada Invited")
    sender, admin = await product.member_of(house, Role.ADMIN)
    await invite(house, person.email, "admin", by=admin)
    there = await link(product, house)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        read = "UPDATE members SET role = 'accountant' WHERE tenant_id = $1 AND person_id = $2 RETURNING id"
        await session.rows(read, sender.id)
    refused = await browser.post(there, data={})
    assert refused.status_code == 409
    assert await role_of(product, house, person) is None
    found = await the_invitation(product, house)
    await house.browser.post(f"/app/{house.slug}/settings/members/invitations/{found.id}/again", data={})
    assert (await browser.post(await link(product, house), data={})).status_code == 303
    assert await role_of(product, house, person) == "admin"


async def test_nobody_joins_a_tenant_that_is_being_deleted(product: Product) -> None:
    """It can only be read: an invitation of before does not hold until the deletion is called off."""
    house = await product.house()
    person, browser = await product.person("Ada Invited")
    await invite(house, person.email)
    there, deletion = await link(product, house), f"/app/{house.slug}/settings/delete"
    assert (await house.browser.post(deletion, data={"slug": house.slug})).status_code == 303
    refused = await browser.post(there, data={})
    assert (refused.status_code, "being deleted" in refused.text) == (409, True)
    for one in (browser, product.client({"Accept": "text/html"})):
        page = (await one.get(there)).text
        assert ("being deleted" in page, "<form" in page.split("<main")[1], "/login?" in page) == (
            True,
            False,
            False,
        )
    assert await role_of(product, house, person) is None
    assert (await house.browser.post(f"{deletion}/undo")).status_code == 303
    assert (await browser.post(there, data={})).status_code == 303
    assert await role_of(product, house, person) == "member"


async def test_a_known_address_is_not_invited_twice(product: Product) -> None:
    """A member's address, and one that is invited, are refused where they were typed."""
    house = await product.house()
    assert "is a member already" in (await invite(house, house.owner.email)).text
    assert (await invite(house, "ada@example.com")).status_code == 303
    answer = await invite(house, "ADA@example.com")
    assert answer.status_code == 409
    assert "invited already" in answer.text
    assert (await invite(house, "no address")).status_code == 422


async def test_a_member_keeps_their_role(product: Product) -> None:
    """A person who became a member meanwhile accepts an invitation without losing or winning anything."""
    house = await product.house()
    person, browser = await product.person("Ada Invited")
    await invite(house, person.email, "admin")
    there = await link(product, house)
    await product.join(house, person, Role.VIEWER)
    assert (await browser.post(there, data={})).status_code == 303
    assert await role_of(product, house, person) == "viewer"


async def test_accepting_needs_the_token_of_our_own_page(product: Product) -> None:
    """Another site can not make somebody accept: without the CSRF token nothing happens."""
    house = await product.house()
    person, browser = await product.person("Ada Invited")
    await invite(house, person.email)
    there = await link(product, house)
    assert (await browser.post(there, data={}, headers={"X-CSRF-Token": "wrong"})).status_code == 403
    assert await role_of(product, house, person) is None
    assert (await browser.post(there, data={})).status_code == 303


async def test_foreign_invitations_are_not_found(product: Product) -> None:
    """An owner elsewhere neither sends again nor takes back what another tenant sent."""
    house, elsewhere = await product.house(), await product.house()
    await invite(house, "ada@example.com")
    found = await the_invitation(product, house)
    for verb in ("again", "revoke"):
        there = f"/app/{elsewhere.slug}/settings/members/invitations/{found.id}/{verb}"
        assert (await elsewhere.browser.post(there, data={})).status_code == 404
    assert await the_invitation(product, house) == found


async def test_guessing_invitations_is_held_up(product: Product) -> None:
    """After twenty unknown ones in a minute that address alone is told to wait, even where it hits one."""
    house = await product.house()
    await invite(house, "ada@example.com")
    there = await link(product, house)
    stranger = product.client({"Accept": "text/html"})
    amount = INVITATION_GUESS.amount
    answers = [
        (await stranger.get(f"/invitations/guess-{number}")).status_code for number in range(amount + 1)
    ]
    assert answers == [404] * amount + [429]
    assert (await stranger.get(there)).status_code == 429
    other = product.client()
    assert [(await other.get(path)).status_code for path in (there, "/invitations/guess")] == [200, 404]


async def test_the_address_that_counts_is_the_one_of_now(product: Product) -> None:
    """A session that still tells a former address neither joins by it, nor is kept from joining by the new one."""
    house = await product.house()
    person, browser = await product.person("Ada Park")
    async with (
        product.world.database.without_tenant() as connection
    ):  # past the sessions, which then are out of date
        await change_email(connection, person.id, "ada.new@example.com")
    await invite(house, person.email)
    former = await link(product, house)
    assert "This invitation is for" in (await browser.get(former)).text
    assert (await browser.post(former)).status_code == 403
    sent = await the_invitation(product, house)
    await house.browser.post(f"/app/{house.slug}/settings/members/invitations/{sent.id}/revoke", data={})
    await invite(house, "ada.new@example.com")
    present = await link(product, house)
    assert "Accept" in (await browser.get(present)).text
    assert (await browser.post(present)).status_code == 303
    assert await role_of(product, house, person) == "member"
