"""How the database finds a page of a long list: by an index, without sorting."""

from uuid import UUID

import asyncpg

from explaining import plan_of
from invoiceflow.clients.queries.clients import BY_NAME, NEWEST_FIRST
from invoiceflow.clients.queries.listing import Source, Wanted, statement_of
from product import House, Product
from services import DatabaseUrls

_SEED = """
INSERT INTO clients (tenant_id, id, name, country, currency, language, created_at, updated_at)
SELECT $1, gen_random_uuid(), 'Client ' || md5(n::text), 'DE', 'EUR', 'de', now(), now()
FROM generate_series(1, $2::int) n RETURNING id"""


async def many_clients(superuser_url: str, house: House, count: int) -> UUID:
    """Give a house many clients at once, let the planner know, and return the id of one."""
    connection = await asyncpg.connect(superuser_url)
    try:
        one: UUID = await connection.fetchval(_SEED, house.tenant_id, count)
        await connection.execute("VACUUM ANALYZE clients")
        return one
    finally:
        await connection.close()


async def test_pages_of_clients_come_from_an_index(product: Product, database: DatabaseUrls) -> None:
    """By name and by age, forwards and backwards, first page and later ones."""
    house = await product.house()
    one = await many_clients(database.superuser, house, 20_000)

    async def check(source: Source, wanted: Wanted, index: str) -> None:
        statement, arguments = statement_of(source, wanted)
        nodes = await plan_of(database.app, house.tenant_id, statement, *arguments)
        kinds = {node["Node Type"] for node in nodes}
        assert index in {node.get("Index Name") for node in nodes}, nodes
        assert kinds.isdisjoint({"Sort", "Incremental Sort", "Seq Scan"}), kinds

    for wanted in (Wanted(), Wanted(after=one), Wanted(before=one)):
        await check(BY_NAME, wanted, "ix_clients_tenant_name")
    for wanted in (Wanted(), Wanted(after=one)):
        await check(NEWEST_FIRST, wanted, "clients_pkey")
