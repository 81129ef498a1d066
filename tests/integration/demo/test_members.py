"""The demo tenant's members: everybody comes in by every way, in their role."""

from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from caught_mail import letters_to
from invoiceflow.entrypoints.demo.people import INVITED, OWNER, SLUG, TEAM, DemoMember
from invoiceflow.entrypoints.demo.seed import Keys, seed
from invoiceflow.entrypoints.outside import providers
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.secrets import derived
from invoiceflow.sandbox.oauth.people import DEMO
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE
from invoiceflow.tenancy.domain.role import Role
from product import SECRET_KEY, GivenClock, Product, open_product
from services import DatabaseUrls, Services
from sign_in import ask_for_link, link_to, walk
from stand_ins import Sandbox

EVERYBODY = (OWNER, *TEAM)
WAYS = ("google", "github", "oidc")
MEMBERS = f"/app/{SLUG}/settings/members"


@pytest.fixture
async def demo(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product beside the stand-ins, with the demo tenant in it."""
    given, clock = sandbox.settings(), GivenClock(SystemClock().now())
    async with open_product(database, services.redis_url, tmp_path, clock=clock, **given) as opened:
        if await tenancy.tenant_of_slug(opened.world.database, SLUG) is None:
            ways = [each.way for each in providers(opened.world.settings, clock).values()]
            keys = Keys(bytes(32), derived(SECRET_KEY, KEY_PURPOSE))
            await seed(opened.world.database, ways=ways, keys=keys, now=clock.now())
        yield opened


def test_the_stand_ins_offer_every_member() -> None:
    """Whoever is a member can be chosen at the stand-ins, by the part that they have; the two lists are the same."""
    assert [(each.sub, each.name, each.email) for each in DEMO] == [
        (each.subject, each.name, each.email) for each in EVERYBODY
    ]
    assert [each.part for each in DEMO] == [f"Demo {each.role}" for each in EVERYBODY]


@pytest.mark.parametrize(
    ("member", "way"),
    # Everybody by one way, and one by all: what a way proves, and to whom, do not hang on each other.
    [*zip(EVERYBODY, cycle(WAYS), strict=False), *((OWNER, way) for way in WAYS[1:])],
    ids=lambda given: getattr(given, "role", given),
)
async def test_a_member_comes_in_by_every_provider(
    demo: Product, sandbox: Sandbox, member: DemoMember, way: str
) -> None:
    """The same person, whichever provider proves them: their tenant opens, in their role."""
    here = walk(demo, sandbox, way)
    await here.whole(member.subject)
    assert await _role_seen(here.browser, member) == member.role


async def test_the_owner_comes_in_by_an_emailed_link(demo: Product, sandbox: Sandbox) -> None:
    """The link that lies in the mail catcher signs the same person in."""
    browser = demo.client({"Accept": "text/html"})
    await ask_for_link(browser, OWNER.email)
    await browser.get(await link_to(sandbox, OWNER.email))
    assert await _role_seen(browser, OWNER) == Role.OWNER


async def _role_seen(browser: httpx.AsyncClient, member: DemoMember) -> Role:
    """Return the role of whoever holds a browser, told by what it may open."""
    shown = await browser.get(f"/app/{SLUG}")
    assert (shown.status_code, member.name in shown.text) == (200, True)
    asked = {Role.OWNER: "settings/delete", Role.ADMIN: "settings/keys", Role.ACCOUNTANT: "settings/audit"}
    asked |= {Role.MEMBER: "invoices/new"}
    for role, page in asked.items():
        if (await browser.get(f"/app/{SLUG}/{page}")).status_code in (200, 303):
            return role
    return Role.VIEWER


async def test_somebody_is_invited_and_has_not_come_yet(demo: Product, sandbox: Sandbox) -> None:
    """The invitation stands on the page of members, and its email lies in the mail catcher."""
    here = walk(demo, sandbox)
    await here.whole(OWNER.subject)
    page = (await here.browser.get(MEMBERS)).text
    for member in EVERYBODY:
        assert member.name in page
    assert INVITED in page
    await demo.work()
    assert [letter["subject"] for letter in await letters_to(sandbox, INVITED)] != []
    to_member = [letter["subject"] for letter in await letters_to(sandbox, TEAM[0].email)]
    assert [
        subject for subject in to_member if "invites you" in subject
    ] == []  # who joined is not asked again


async def test_each_did_their_part(demo: Product) -> None:
    """Invoices are written by some, payments recorded by another: the audit log knows who by more than their name."""
    read = "SELECT DISTINCT action, actor FROM audit_entries WHERE actor_kind = 'person' AND action = ANY(:actions)"
    tenant_id = await tenancy.tenant_of_slug(demo.world.database, SLUG)
    assert tenant_id is not None
    async with demo.world.database.as_tenant(tenant_id) as session:
        found = await session.execute(text(read), {"actions": ["invoice.issued", "payment.recorded"]})
        assert set(found.tuples()) == {
            ("invoice.issued", "Mara Petersen"),
            ("invoice.issued", "Timo Becker"),
            ("payment.recorded", "Katrin Albers"),
        }
