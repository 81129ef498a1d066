"""The list of payments walks its index, however many there are."""

from datetime import date
from uuid import uuid4

import asyncpg
from sqlalchemy import text

from explaining import many_invoices
from invoiceflow.payments.queries import payments as queries
from invoiceflow.payments.queries.payments import PaymentKey, Wanted
from invoicing_house import a_client
from product import House, Product
from services import DatabaseUrls

TODAY = date(2026, 11, 18)
_SEED = """
INSERT INTO payments (tenant_id, id, invoice_id, amount_minor, currency, method, received_on, recorded_by, created_at)
SELECT tenant_id, gen_random_uuid(), id, paid_minor, currency, 'bank_transfer', issued_on, 'tests', created_at
FROM invoices WHERE tenant_id = $1 AND paid_minor > 0"""


async def test_a_page_of_payments_is_read_by_its_index(product: Product, database: DatabaseUrls) -> None:
    """Neither the first page nor one far back sorts or scans the tenant's payments, in either direction."""
    house = await _with_many_payments(product, database)
    far_back = PaymentKey(date(2022, 1, 1), uuid4())
    for wanted in (Wanted(), Wanted(after=far_back), Wanted(before=far_back)):
        plan = await _plan(product, house, wanted)
        assert "using ix_payments_received" in plan, plan
        assert "Seq Scan" not in plan, plan
        assert "Sort" not in plan, plan


async def _with_many_payments(product: Product, database: DatabaseUrls) -> House:
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        client_id = await a_client(session, product.clock.now())
    await many_invoices(database.superuser, house.tenant_id, client_id, TODAY, 20_000)
    connection = await asyncpg.connect(database.superuser)
    try:
        await connection.execute(_SEED, house.tenant_id)
        await connection.execute("VACUUM ANALYZE payments")
    finally:
        await connection.close()
    return house


async def _plan(product: Product, house: House, wanted: Wanted) -> str:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        page = queries.page_statement(session, wanted)
        read = page.compile(dialect=session.connection.dialect, compile_kwargs={"literal_binds": True})
        return "\n".join((await session.execute(text(f"EXPLAIN (COSTS OFF) {read}"))).scalars())
