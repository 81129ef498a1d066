"""What is used is counted, and where plans are sold nobody issues far beyond theirs; nothing else ever stops."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from invoiceflow.subscription.actions.count_invoice import CountInvoice, LimitReached, count_invoice
from invoiceflow.subscription.actions.grant_plan import GrantPlan, grant_plan
from invoiceflow.subscription.domain.plan import GIGABYTE, PlanName
from invoiceflow.tenancy.actions.remove_member import LeaveTenant, leave_tenant
from invoiceflow.tenancy.domain.role import Role
from invoicing_house import a_draft, issue
from payments_house import an_invoice, pay
from plan_house import on_free
from product import House, Product, open_product
from services import DatabaseUrls, Services


@pytest.fixture
async def selling(services: Services, database: DatabaseUrls, tmp_path: Path) -> AsyncIterator[Product]:
    """Yield a product that sells plans, whose Stripe nobody asks."""
    given: dict[str, object] = {
        "sells_plans": True,
        "stripe_secret_key": "sk_test_nobody",
        "stripe_api_base": "http://127.0.0.1:1",
    }
    async with open_product(database, services.redis_url, tmp_path, clock=None, **given) as opened:
        yield opened


async def rows(product: Product, house: House, statement: str) -> list[tuple[object, ...]]:
    """Return what the tenant's own rows say."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def page_of(house: House) -> str:
    """Return the page of the plan, as an owner sees it who comes back after however long."""
    return (await house.browser.get(f"/app/{house.slug}/settings/plan")).text


async def test_an_issued_invoice_counts_once(product: Product) -> None:
    """In the transaction that issues it, also where no plans are sold; counting it again counts nothing."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await count_invoice(session, CountInvoice(invoice.id, product.clock.now()))
        await a_draft(session, product.clock.now())
    told = await rows(product, house, "SELECT meter, source_id, quantity FROM usage_ledger")
    assert told == [("invoices", invoice.id, 1)]


async def test_nothing_is_limited_where_no_plans_are_sold(product: Product) -> None:
    """A tenant years old issues beyond every limit, and its page says that there is none."""
    house = await on_free(product)
    for _ in range(11):
        await an_invoice(product, house)
    page = (await house.browser.get(f"/app/{house.slug}/settings/plan")).text
    assert "No plans are sold by this installation" in page
    assert "of 5" not in page


async def test_beyond_grace_no_invoice_is_issued_and_all_else_works(selling: Product) -> None:
    """The eleventh on a plan of five is refused, by the API and the page, with a way out; drafts and payments go on."""
    house = await on_free(selling)
    issued = [await an_invoice(selling, house) for _ in range(10)]
    async with selling.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, selling.clock.now())
    refused = await house.api.post(f"/api/v1/invoices/{draft.id}/issue")
    assert (refused.status_code, refused.json()["code"]) == (409, "plan.limit_reached")
    led = await house.browser.post(f"/app/{house.slug}/invoices/{draft.id}/issue", data={})
    told = (await house.browser.get(led.headers["location"])).text
    assert f'href="/app/{house.slug}/settings/plan"' in told
    _, settlement = await pay(selling, house, issued[0].id, 19040)
    assert settlement.paid_minor == 19040
    assert (await house.api.get(f"/api/v1/invoices/{draft.id}")).json()["status"] == "draft"
    assert len(await rows(selling, house, "SELECT id FROM usage_ledger")) == 10
    async with selling.world.database.as_tenant(house.tenant_id) as session:
        await grant_plan(session, GrantPlan(PlanName.PRO, "tests", selling.clock.now()))
    assert (await house.api.post(f"/api/v1/invoices/{draft.id}/issue")).status_code == 200


async def test_grace_lasts_seven_days(selling: Product) -> None:
    """The sixth of five can be issued, the seventh as well, until a week is over; a new month begins anew."""
    house = await on_free(selling)
    selling.clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    for _ in range(6):
        await an_invoice(selling, house)
    selling.clock.advance(timedelta(days=6, hours=23))
    await an_invoice(selling, house)
    selling.clock.advance(timedelta(hours=1))
    with pytest.raises(LimitReached):
        await an_invoice(selling, house)
    selling.clock.at = datetime(2027, 2, 1, tzinfo=UTC)
    await an_invoice(selling, house)


async def test_stored_documents_count_and_end_in_a_refusal(selling: Product) -> None:
    """What the product stored itself is counted; beyond the limit a week is left, and a larger plan is room again."""
    house = await on_free(selling)
    await an_invoice(selling, house)
    await selling.work()
    ((small,),) = await rows(selling, house, "SELECT size_bytes FROM documents")
    large = GIGABYTE - int(str(small)) + 1
    await stored(selling, house, large - 1)
    assert "1 GB of 1 GB" in await page_of(house)
    await stored(selling, house, 1)
    assert "Beyond the limit. Invoices can be issued until" in await page_of(house)
    selling.clock.advance(timedelta(days=6, hours=23))
    await an_invoice(selling, house)
    selling.clock.advance(timedelta(hours=1))
    with pytest.raises(LimitReached, match="stored documents"):
        await an_invoice(selling, house)
    async with selling.world.database.as_tenant(house.tenant_id) as session:
        await grant_plan(session, GrantPlan(PlanName.PRO, "tests", selling.clock.now()))
    await an_invoice(selling, house)


async def stored(product: Product, house: House, size_bytes: int) -> None:
    """Store a document of a size, of one more invoice."""
    invoice = await an_invoice(product, house)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await session.execute(
            text(
                "INSERT INTO documents (tenant_id, invoice_id, kind, file, size_bytes, created_at) "
                "VALUES (:tenant_id, :id, 'pdf', 'a-file', :size_bytes, :at)"
            ),
            {
                "tenant_id": house.tenant_id,
                "id": invoice.id,
                "size_bytes": size_bytes,
                "at": product.clock.now(),
            },
        )


async def test_members_beyond_the_plan_end_in_a_refusal(selling: Product) -> None:
    """A week after the second one joined a plan for one; once somebody is gone there is room again."""
    house = await on_free(selling)
    person, _ = await selling.member_of(house, Role.ACCOUNTANT)
    selling.clock.advance(timedelta(days=7))
    with pytest.raises(LimitReached, match="members"):
        await an_invoice(selling, house)
    async with selling.world.database.as_tenant(house.tenant_id) as session:
        await leave_tenant(session, LeaveTenant(person, selling.clock.now()))
    await an_invoice(selling, house)


async def test_many_at_once_do_not_pass_the_end_of_grace(selling: Product) -> None:
    """Of twenty drafts that are issued at the same moment ten become invoices, and ten stay drafts."""
    house = await on_free(selling)
    async with selling.world.database.as_tenant(house.tenant_id) as session:
        drafts = [await a_draft(session, selling.clock.now()) for _ in range(20)]

    async def one(draft_id: object) -> bool:
        try:
            async with selling.world.database.as_tenant(house.tenant_id) as session:
                await issue(session, draft_id, selling.clock.now())  # type: ignore[arg-type]  # the draft's own
        except LimitReached:
            return False
        return True

    done = await asyncio.gather(*(one(draft.id) for draft in drafts))
    assert done.count(True) == 10
    numbers = await rows(selling, house, "SELECT number FROM invoices WHERE number <> '' ORDER BY number")
    assert [str(number)[-4:] for (number,) in numbers] == [f"{n:04}" for n in range(1, 11)]


async def test_the_page_shows_what_is_used(selling: Product) -> None:
    """A trial says when it ends, and a limit that is near or passed says what follows; members see none of it."""
    trying = await selling.house()
    page = (await trying.browser.get(f"/app/{trying.slug}/settings/plan")).text
    assert "A trial of everything, until 18 Dec 2026" in page
    house = await on_free(selling)
    for _ in range(6):
        await an_invoice(selling, house)
    page = (await house.browser.get(f"/app/{house.slug}/settings/plan")).text
    assert "6 of 5" in page
    assert "Invoices can be issued until" in page
    assert "1 of 1" in page


async def test_the_page_of_prices_says_what_is_sold_here(product: Product, selling: Product) -> None:
    """Each plan with its price and limits where plans are sold; where none are, that everything is open."""
    sold = (await selling.client().get("/pricing")).text
    for said in ("€12.00", "€39.00", "and €0.05 for each invoice", "unlimited", "20 GB", "no card needed"):
        assert said in sold
    given = (await product.client().get("/pricing")).text
    assert "sells no plans" in given
    assert "€12.00" not in given
