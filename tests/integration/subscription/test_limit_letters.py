"""Who looks after the plan hears by email of a limit that comes near and of one that is reached, once each."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from caught_mail import subjects_to
from invoiceflow.entrypoints import wiring
from invoiceflow.reporting.queries.stored_files import StoredDocuments
from invoiceflow.subscription.actions.grant_plan import GrantPlan, grant_plan
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.jobs import chores
from invoiceflow.tenancy.domain.role import Role
from payments_house import an_invoice
from plan_house import on_free
from product import House, Product, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox


@pytest.fixture
async def selling(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield a product that sells plans, whose Stripe nobody asks, and whose emails arrive."""
    given: dict[str, object] = {
        "sells_plans": True,
        "stripe_secret_key": "sk_test_nobody",
        "stripe_api_base": "http://127.0.0.1:1",
        "mail_url": sandbox.mail_url,
    }
    async with open_product(database, services.redis_url, tmp_path, clock=None, **given) as opened:
        yield opened


async def letters(sandbox: Sandbox, email: str, about: str = "invoices") -> list[str]:
    """Return where limits are, by the subjects of the emails that somebody got about them, the oldest first."""
    told = await subjects_to(sandbox, email)
    return [each.rsplit(" ", maxsplit=1)[1] for each in reversed(told) if f"the limit of {about}" in each]


async def issue(product: Product, house: House, count: int) -> None:
    """Issue invoices, and let what follows from them happen."""
    for _ in range(count):
        await an_invoice(product, house)
    await product.work()


async def hourly(product: Product, house: House) -> None:
    """Do what the worker does every hour, as often as it likes, and let the jobs run."""
    for _ in range(2):
        for chore in chores(wiring.plan_desk(product.world), StoredDocuments())[-1:]:
            await chore(house.tenant_id, product.clock.now())
    await product.work()


async def test_each_part_of_a_limit_is_told_once_in_its_month(selling: Product, sandbox: Sandbox) -> None:
    """At four invoices of five and at five, to owner and admin; the next month tells anew."""
    house = await on_free(selling)
    admin, _ = await selling.member_of(house, Role.ADMIN)
    await issue(selling, house, 3)
    assert await letters(sandbox, house.owner.email) == []
    await issue(selling, house, 1)
    assert await letters(sandbox, house.owner.email) == ["near"]
    await issue(selling, house, 1)
    await issue(selling, house, 1)
    await hourly(selling, house)
    for person in (house.owner, admin):
        assert await letters(sandbox, person.email) == ["near", "reached"], person.name
    selling.clock.advance(timedelta(days=5))
    await issue(selling, house, 4)
    assert await letters(sandbox, admin.email) == ["near", "reached", "near"]


async def test_members_are_told_of_without_an_invoice_and_one_is_no_news(
    selling: Product, sandbox: Sandbox
) -> None:
    """The hourly look tells the owner alone of the second member of a plan for one, once; of the first one nobody."""
    house = await on_free(selling)
    await hourly(selling, house)
    assert await letters(sandbox, house.owner.email, "members") == []
    other, _ = await selling.member_of(house, Role.MEMBER)
    await hourly(selling, house)
    await hourly(selling, house)
    assert await letters(sandbox, house.owner.email, "members") == ["passed"]
    assert await letters(sandbox, other.email, "members") == []


async def test_what_is_so_no_more_is_not_written(selling: Product, sandbox: Sandbox) -> None:
    """A larger plan that comes before the letter leaves makes it pointless."""
    house = await on_free(selling)
    for _ in range(4):
        await an_invoice(selling, house)
    async with selling.world.database.as_tenant(house.tenant_id) as session:
        await grant_plan(session, GrantPlan(PlanName.PRO, "tests", selling.clock.now()))
    await selling.work()
    assert await letters(sandbox, house.owner.email) == []
