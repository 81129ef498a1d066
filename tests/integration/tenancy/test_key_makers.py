"""API keys end with the right of whoever made them: removed, gone, or in a role that may make none."""

import asyncio
import re
from uuid import UUID

import httpx
import msgspec
import pytest

from invoiceflow.kernel.actor import Person
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, ScopeTooWide, create_api_key
from invoiceflow.tenancy.actions.remove_member import LeaveTenant, leave_tenant
from invoiceflow.tenancy.actions.require_member import NotYours
from invoiceflow.tenancy.domain.role import Role
from product import House, Product


async def make(house: House, browser: httpx.AsyncClient, name: str = "Shop") -> str:
    """Make a key on its page and return its secret."""
    answer = await browser.post(f"/app/{house.slug}/settings/keys", data={"name": name})
    (secret,) = set(re.findall(r"\bif_[0-9A-Za-z]{49}\b", answer.text))
    return str(secret)


async def opens(product: Product, secret: str) -> bool:
    """Return whether a key opens the API."""
    answer = await product.client({"Authorization": f"Bearer {secret}"}).get("/api/v1/clients")
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


async def member_id(product: Product, house: House, person: Person) -> UUID:
    """Return the id under which a person is a member."""
    read = "SELECT id FROM members WHERE person_id = $2 AND tenant_id = $1"
    (row,) = await product.world.reads.rows(house.tenant_id, read, person.id)
    found: UUID = row["id"]
    return found


async def press(product: Product, house: House, person: Person, verb: str, **form: str) -> int:
    """Press a button beside a member, as the owner."""
    there = f"/app/{house.slug}/settings/members/{await member_id(product, house, person)}/{verb}"
    return (await house.browser.post(there, data=form)).status_code


async def revocations(product: Product, house: House) -> list[tuple[str, dict[str, object]]]:
    """Return who revoked keys according to the audit chain, and what it says about each."""
    rows = await product.world.reads.rows(
        house.tenant_id,
        "SELECT actor, detail FROM audit_entries WHERE action = 'api_key.revoked' ORDER BY seq",
    )
    return [(row["actor"], msgspec.json.decode(row["detail"])) for row in rows]


@pytest.mark.parametrize("way", ["remove", "leave", "role"])
async def test_keys_end_with_their_maker(product: Product, way: str) -> None:
    """Removed, gone of their own accord, or accountant now: their keys are refused, and the chain names each."""
    house = await product.house()
    admin, browser = await product.member_of(house, Role.ADMIN)
    theirs, other = (
        [await make(house, browser, name) for name in ("Shop", "Import")],
        await make(house, house.browser),
    )
    assert [await opens(product, key) for key in (*theirs, other)] == [True] * 3
    if way == "leave":
        assert (await browser.post(f"/app/{house.slug}/settings/members/leave", data={})).status_code == 303
    else:
        assert await press(product, house, admin, way, role="accountant") == 303
    assert [await opens(product, key) for key in (*theirs, other, house.key)] == [False, False, True, True]
    found = await revocations(product, house)
    by = "Admin Member" if way == "leave" else "Mara Petersen"
    assert [actor for actor, _ in found] == [by] * 2
    assert {str(detail["name"]) for _, detail in found} == {"Shop", "Import"}
    assert {detail["made_by"] for _, detail in found} == {"Admin Member"}


async def test_keys_stay_with_a_role_that_may_still_make_them(product: Product) -> None:
    """An owner who becomes an admin, by another owner or by handing over, keeps keys; so does who rises."""
    house = await product.house()
    owner, browser = await product.member_of(house, Role.OWNER)
    admin, below = await product.member_of(house, Role.ADMIN)
    keys = [await make(house, each) for each in (browser, below, house.browser)]
    assert await press(product, house, owner, "role", role="admin") == 303
    assert await press(product, house, admin, "transfer") == 303
    assert [await opens(product, key) for key in keys] == [True] * 3
    assert await revocations(product, house) == []


async def test_keys_of_the_command_line_have_no_maker_and_stay(product: Product) -> None:
    """Whoever goes, a key that was made beside the product goes on; its line says where it was made."""
    house = await product.house()
    admin, browser = await product.member_of(house, Role.ADMIN)
    await make(house, browser)
    page = (await house.browser.get(f"/app/{house.slug}/settings/keys")).text
    assert "by Admin Member" in page
    assert "on the command line" in page
    assert await press(product, house, admin, "remove") == 303
    assert await opens(product, house.key)


async def test_the_dialogs_tell_how_many_keys_end(product: Product) -> None:
    """Before a member is removed, given another role, or leaves: the number of keys; where there are none, no word."""
    house = await product.house()
    there = f"/app/{house.slug}/settings/members"
    _, browser = await product.member_of(house, Role.ADMIN)
    assert "This also ends" not in (await house.browser.get(there)).text
    for name in ("Shop", "Import"):
        await make(house, browser, name)
    seen, own = (await house.browser.get(there)).text, (await browser.get(there)).text
    assert "This also ends 2 API keys that Admin Member made" in seen
    assert "ends the 2 API keys that Admin Member made" in seen
    assert "This also ends 2 API keys that you made" in own


async def test_no_key_is_made_by_who_was_removed_meanwhile(product: Product) -> None:
    """Whatever a request was allowed when it came: a removed maker, and one in a lower role, makes none."""
    house = await product.house()
    gone, _ = await product.person()
    viewer, _ = await product.member_of(house, Role.VIEWER)
    for person, refusal in ((gone, NotYours), (viewer, ScopeTooWide)):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            command = CreateApiKey("x", person.name, product.clock.now(), ("read",), maker=person.id)
            with pytest.raises(refusal):
                await create_api_key(session, command)


@pytest.mark.parametrize("turn", range(10))
async def test_leaving_and_making_a_key_at_once_leaves_no_key(product: Product, turn: int) -> None:  # noqa: ARG001  # repeated
    """Whichever comes first: either no key was made, or it ended with its maker."""
    house = await product.house()
    admin, _ = await product.member_of(house, Role.ADMIN)

    async def going() -> None:
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await leave_tenant(session, LeaveTenant(admin, product.clock.now()))

    async def making() -> str:
        async with product.world.database.as_tenant(house.tenant_id) as session:
            return await create_api_key(
                session, CreateApiKey("x", admin.name, product.clock.now(), maker=admin.id)
            )

    _, made = await asyncio.gather(going(), making(), return_exceptions=True)
    assert isinstance(made, NotYours) or not await opens(product, str(made))
