"""Members: their roles, at once and never above one's own; the last owner; leaving, removing, handing over."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest

from invoiceflow.kernel.actor import Person
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.remove_member import LeaveTenant, leave_tenant
from invoiceflow.tenancy.actions.require_member import LastOwner
from invoiceflow.tenancy.domain.role import Role
from product import House, Product, open_product
from services import DatabaseUrls, Services


def page_of(house: House) -> str:
    """Return the address of the members' page."""
    return f"/app/{house.slug}/settings/members"


async def roles(product: Product, house: House) -> dict[UUID, str]:
    """Return the role of each person in the house."""
    rows = await product.world.reads.rows(house.tenant_id, "SELECT person_id, role FROM members")
    return {row["person_id"]: row["role"] for row in rows}


async def member_id(product: Product, house: House, person: Person) -> UUID:
    """Return the id under which a person is a member."""
    read = "SELECT id FROM members WHERE person_id = $2 AND tenant_id = $1"
    (row,) = await product.world.reads.rows(house.tenant_id, read, person.id)
    found: UUID = row["id"]
    return found


async def act(
    product: Product, house: House, browser: httpx.AsyncClient, person: Person, verb: str, **form: str
) -> httpx.Response:
    """Press a button beside a member."""
    there = f"{page_of(house)}/{await member_id(product, house, person)}/{verb}"
    return await browser.post(there, data=form)


async def test_a_new_role_holds_from_the_next_request_on(product: Product) -> None:
    """A page that a viewer has open does more after an owner made them a member, and less after the way back."""
    house = await product.house()
    person, browser = await product.member_of(house, Role.VIEWER)
    new_client = f"/app/{house.slug}/clients/new"
    seen = []
    for role in ("viewer", "member", "viewer"):
        answer = await act(product, house, house.browser, person, "role", role=role)
        assert answer.status_code == 303
        seen.append((await browser.get(new_client)).status_code)
    assert seen == [403, 200, 403]
    rows = await product.world.reads.rows(
        house.tenant_id, "SELECT detail FROM audit_entries WHERE action = 'member.role_changed' ORDER BY seq"
    )
    details = [msgspec.json.decode(row["detail"]) for row in rows]
    assert [(each["role.before"], each["role.after"]) for each in details] == [
        ("viewer", "member"),
        ("member", "viewer"),
    ]
    assert {each["name"] for each in details} == {"Viewer Member"}


async def test_a_refusal_says_whom_to_ask(product: Product) -> None:
    """The page that refuses names the reader's role and a member who can."""
    house = await product.house()
    _, browser = await product.member_of(house, Role.VIEWER)
    answer = await browser.get(f"/app/{house.slug}/settings/keys")
    assert answer.status_code == 403
    assert "Your role here, viewer, does not include this. Ask Mara Petersen (owner)." in answer.text


async def test_an_admin_reaches_no_owner(product: Product) -> None:
    """An admin neither makes, unmakes nor removes an owner; an owner does all three."""
    house = await product.house()
    _, admin = await product.member_of(house, Role.ADMIN)
    other, _ = await product.member_of(house, Role.OWNER)
    viewer, _ = await product.member_of(house, Role.VIEWER)
    before = await roles(product, house)
    for person, verb, form in ((viewer, "role", "owner"), (other, "role", "viewer"), (other, "remove", "")):
        refused = await act(product, house, admin, person, verb, role=form)
        assert refused.status_code == 403
        assert "only an owner" in refused.text
    assert await roles(product, house) == before
    for person, verb, form in ((viewer, "role", "owner"), (other, "role", "viewer"), (other, "remove", "")):
        done = await act(product, house, house.browser, person, verb, role=form)
        assert done.status_code == 303
    assert await roles(product, house) == {
        **{person: role for person, role in before.items() if person != other.id},
        viewer.id: "owner",
    }


async def test_an_owner_is_made_by_who_just_proved_who_they_are(product: Product) -> None:
    """A quarter of an hour after signing in, making an owner and handing over lead to a proof first."""
    house = await product.house()
    person, _ = await product.member_of(house, Role.MEMBER)
    product.clock.advance(timedelta(minutes=16))
    for verb in ("role", "transfer"):
        answer = await act(product, house, house.browser, person, verb, role="owner")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login/confirm")
    assert (await roles(product, house))[person.id] == "member"
    assert (await act(product, house, house.browser, person, "role", role="admin")).status_code == 303
    assert (await roles(product, house))[person.id] == "admin"


async def test_handing_over_makes_the_owner_an_admin(product: Product) -> None:
    """The new owner owns alone; what needs an owner is closed to the former one from the next request on."""
    house = await product.house()
    person, browser = await product.member_of(house, Role.MEMBER)
    assert (await act(product, house, browser, person, "transfer")).status_code == 403
    assert (await act(product, house, house.browser, person, "transfer")).status_code == 303
    assert await roles(product, house) == {person.id: "owner", house.owner.id: "admin"}
    assert (await act(product, house, house.browser, person, "transfer")).status_code == 403


async def test_the_last_owner_stays(product: Product) -> None:
    """The only owner can neither leave nor take a lower role; beside another one, both work."""
    house = await product.house()
    for verb, form in (("role", {"role": "viewer"}), ("remove", {})):
        await act(product, house, house.browser, house.owner, verb, **form)
    await house.browser.post(f"{page_of(house)}/leave", data={})
    assert await roles(product, house) == {house.owner.id: "owner"}
    assert (
        "aria-disabled" in (await house.browser.get(page_of(house))).text.split("Leave this tenant")[0][-300:]
    )
    other, _ = await product.member_of(house, Role.OWNER)
    answer = await house.browser.post(f"{page_of(house)}/leave", data={})
    assert (answer.status_code, answer.headers["location"]) == (303, "/app")
    assert await roles(product, house) == {other.id: "owner"}


@pytest.mark.parametrize("turn", range(5))
async def test_two_owners_can_not_both_leave(product: Product, turn: int) -> None:  # noqa: ARG001  # repeated
    """Both leave at the same instant: one is let go, the other is the last owner and stays."""
    house = await product.house()
    other, _ = await product.member_of(house, Role.OWNER)

    async def go(person: Person) -> bool:
        try:
            async with product.world.database.as_tenant(house.tenant_id) as session:
                await leave_tenant(session, LeaveTenant(person, product.clock.now()))
        except LastOwner:
            return False
        return True

    assert sorted(await asyncio.gather(go(house.owner), go(other))) == [False, True]
    assert list((await roles(product, house)).values()) == ["owner"]


async def test_a_removed_member_finds_nothing_and_stays_in_history(
    product: Product, database: DatabaseUrls, services: Services, tmp_path: Path
) -> None:
    """Every address is "not found" at once, on every process; the directory forgot them, the audit chain did not."""
    house = await product.house()
    person, browser = await product.member_of(house, Role.ADMIN)
    made = await browser.post(f"/app/{house.slug}/clients/new", data={"name": "Atelier", "country": "DE"})
    assert made.status_code == 303
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock) as other:
        elsewhere = other.client(dict(browser.headers))
        elsewhere.cookies = browser.cookies
        assert (await elsewhere.get(f"/app/{house.slug}")).status_code == 200
        assert (await act(product, house, house.browser, person, "remove")).status_code == 303
        assert (await elsewhere.get(f"/app/{house.slug}")).status_code == 404
    for path in ("", "/invoices", "/settings/members", "/live/stale?at=2026-11-18T09:00:00Z"):
        assert (await browser.get(f"/app/{house.slug}{path}")).status_code == 404
    assert await queries.tenants_of(product.world.database, person.id) == ()
    rows = await product.world.reads.rows(
        house.tenant_id, "SELECT actor FROM audit_entries WHERE action = 'client.added'"
    )
    assert [row["actor"] for row in rows] == ["Admin Member"]


async def test_members_of_others_are_not_found(product: Product) -> None:
    """A member's id in another tenant is as good as a random one; in their own it works."""
    house, elsewhere = await product.house(), await product.house()
    person, _ = await product.member_of(house, Role.VIEWER)
    foreign = f"{page_of(elsewhere)}/{await member_id(product, house, person)}/role"
    assert (await elsewhere.browser.post(foreign, data={"role": "member"})).status_code == 404
    assert (await act(product, house, house.browser, person, "role", role="member")).status_code == 303


async def test_everyone_sees_the_members_and_only_managers_can_change_them(product: Product) -> None:
    """A viewer's page lists everyone and offers nothing but leaving; an owner's offers all."""
    house = await product.house()
    _, viewer = await product.member_of(house, Role.VIEWER)
    seen, managed = (await viewer.get(page_of(house))).text, (await house.browser.get(page_of(house))).text
    assert "Mara Petersen" in seen
    assert "Change role" not in seen
    assert "Invite somebody" not in seen
    assert "Leave this tenant" in seen
    assert "Change role" in managed
    assert "Invite somebody" in managed


async def test_the_switcher_offers_the_other_tenants_alone(product: Product) -> None:
    """The menu's items are the person's other tenants; a stranger's are not among them."""
    house, second, foreign = await product.house(), await product.house(), await product.house()
    person, browser = await product.member_of(house, Role.VIEWER)
    async with product.world.database.as_tenant(second.tenant_id) as session:
        from_store = await queries.members(session)
    assert len(from_store) == 1
    assert person.id not in {member.person_id for member in from_store}
    answer = await browser.get(f"/app/{house.slug}/tenants")
    assert answer.text.strip() == ""
    await product.join(second, person, Role.ADMIN)
    answer = await browser.get(f"/app/{house.slug}/tenants")
    assert f'href="/app/{second.slug}"' in answer.text
    assert foreign.slug not in answer.text
    assert house.slug not in answer.text
