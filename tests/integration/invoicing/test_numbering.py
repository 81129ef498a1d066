"""Numbers under concurrency and failure: no gap, no duplicate."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from audit_house import chain_faults
from invoiceflow.invoicing.queries.numbers import NumberSeries
from invoiceflow.invoicing.store.issued import NumberTaken
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy.actions.edit_settings import EditSettings, edit_settings
from invoiceflow.tenancy.queries import own_tenant
from invoicing_house import a_draft, issue
from numbering import Rush, numbers_of
from product import Product, a_profile


async def rush(product: Product, *, drafts: int, workers: int) -> Rush:
    """Issue drafts by many workers, a fifth of the attempts failing after they took a number."""
    house = await product.house()
    database = Database(product.world.settings.database_url, pool_size=workers, tenant_share=workers)
    chance = random.Random(drafts)  # noqa: S311  # luck of a test, not a secret
    attempt = Rush(database, product, house.tenant_id, chance, aborts=0.2)
    await attempt.prepare(drafts)
    await attempt.run(workers)
    await database.close()
    return attempt


async def require_gapless(product: Product, attempt: Rush, drafts: int) -> None:
    """Check that the numbers are 1 to n, that the counter stands at n, and that the audit chain holds."""
    expected = [f"2026-{seq:04}" for seq in range(1, drafts + 1)]
    assert await numbers_of(product, attempt.tenant_id) == (expected, drafts)
    assert attempt.failed > drafts // 10
    async with product.world.database.as_tenant(attempt.tenant_id) as session:
        assert await chain_faults(session) == ()


async def test_many_workers_leave_no_gap(product: Product) -> None:
    """200 drafts, 20 workers, a fifth of the attempts cut off: the numbers are 1 to 200."""
    await require_gapless(product, await rush(product, drafts=200, workers=20), 200)


@pytest.mark.long
async def test_very_many_workers_leave_no_gap(product: Product) -> None:
    """2,000 drafts, 50 workers, a fifth of the attempts cut off: the numbers are 1 to 2,000."""
    await require_gapless(product, await rush(product, drafts=2_000, workers=50), 2_000)


async def test_the_year_is_the_tenants_own(product: Product) -> None:
    """At 23:30 UTC on New Year's Eve it is the new year in Hamburg, where counting starts anew."""
    house = await product.house()
    product.clock.at = product.clock.at.replace(month=12, day=31, hour=22, minute=30)
    numbers = []
    for _ in range(3):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            draft = await a_draft(session, product.clock.now())
            numbers.append((await issue(session, draft.id, product.clock.now())).number)
        product.clock.advance(timedelta(minutes=30))
    assert numbers == ["2026-0001", "2027-0001", "2027-0002"]


async def test_a_number_that_a_former_format_gave_is_refused(product: Product) -> None:
    """Where a changed format would repeat a number, nothing is issued and the counter stays."""
    house = await product.house(a_profile(number_format="{YYYY}{seq:3}"))
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        first = await a_draft(session, at)
        assert (await issue(session, first.id, at)).number == "2026001"
        tenant = await own_tenant(session)
        changed = replace(tenant.profile, number_format="2026{seq:3}")
        await edit_settings(
            session, EditSettings(changed, tenant.settings_version, house.owner, at), NumberSeries()
        )
    with pytest.raises(NumberTaken):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await issue(session, (await a_draft(session, at)).id, at)
    assert await numbers_of(product, house.tenant_id) == (["2026001"], 1)
