"""The demo tenant lives a year of invoices in several states and currencies."""

from sqlalchemy import text

from invoiceflow.entrypoints.demo.people import SLUG
from invoiceflow.entrypoints.demo.seed import Keys, seed
from invoiceflow.identity.domain.way import Way
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.tenancy import queries as tenancy
from product import Product

WAYS = [Way("google", "Google", "https://issuer.example")]


async def test_a_first_start_shows_a_year_of_life(product: Product) -> None:
    """Every state and at least five currencies occur; nothing happens in the future."""
    now = product.clock.now()
    await seed(product.world.database, ways=WAYS, keys=Keys(bytes(32), bytes(32)), now=now)
    tenant_id = await tenancy.tenant_of_slug(product.world.database, SLUG)
    assert tenant_id is not None
    async with product.world.database.as_tenant(tenant_id) as session:
        rows = await session.execute(text("SELECT status, count(*) AS n FROM invoices GROUP BY status"))
        count = {row.status: row.n for row in rows}
        currencies = (
            await session.execute(text("SELECT count(DISTINCT currency) FROM invoices"))
        ).scalar_one()
        late = await session.execute(text("SELECT count(*) FROM audit_entries WHERE at > :now"), {"now": now})
        gaps = await session.execute(
            text(
                "SELECT count(*) FROM invoices WHERE number IS NOT NULL GROUP BY period HAVING count(*) <> max(seq)"
            )
        )
        assert (late.scalar_one(), gaps.all()) == (0, [])
    assert set(count) == {status.value for status in Status}
    assert sum(count.values()) > 90
    assert currencies >= 5
