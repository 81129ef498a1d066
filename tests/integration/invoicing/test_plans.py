"""How lists are read from a large tenant: along an index, never by sorting everything."""

import asyncpg
from sqlalchemy import text

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.queries.selection import OVERDUE, Filters, Wanted, page_of
from invoicing_house import a_draft, issue
from product import Product
from services import DatabaseUrls

# A copy of the one issued invoice for each number, an hour apart; a tenth are paid.
COPIES = text("""
INSERT INTO invoices SELECT c.* FROM invoices i, generate_series(2, :rows) n, LATERAL jsonb_populate_record(i,
  jsonb_build_object('id', gen_random_uuid(), 'number', 'N' || n, 'seq', n, 'link_hash', NULL,
    'created_at', i.created_at - n * interval '1 hour',
    'status', CASE WHEN n % 10 = 0 THEN 'paid' ELSE 'issued' END)) c""")

PLANS = [
    (Filters(), "ix_invoices_tenant_created"),
    (Filters(status=Status.PAID), "ix_invoices_tenant_status"),
    (Filters(status=Status.VOID), "ix_invoices_tenant_status"),
]


async def test_a_page_is_read_along_an_index(product: Product, database: DatabaseUrls) -> None:
    """The newest fifty of 5,000 come from the index that has them in order; row-level security is no reason to sort."""
    house, at = await product.house(), product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await issue(session, (await a_draft(session, at)).id, at)
        await session.execute(COPIES, {"rows": 5_000})
    await analyze(database)
    for filters, index in PLANS:
        selection, arguments = page_of(Wanted(at, 50, filters))
        read = f"EXPLAIN (COSTS OFF) SELECT i.id, {OVERDUE} FROM ({selection}) i"  # noqa: S608  # parts are ours
        async with product.world.database.as_tenant(house.tenant_id) as session:
            rows = await session.rows(read, *arguments)
        plan = "\n".join(str(line) for row in rows for line in row.values())
        assert f"using {index}" in plan, plan
        assert "Sort" not in plan


async def analyze(database: DatabaseUrls) -> None:
    """Let the planner know what is there, as the server does by itself after a while."""
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("ANALYZE invoices")
    await connection.close()
