"""What the planner makes of a hot read, as the web's own login sees it."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import asyncpg

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime import reads

_SEED = """
INSERT INTO invoices (tenant_id, id, status, client_id, client_name, currency, language, issued_on, due_on,
  series, period, seq, number, total_minor, net_minor, paid_minor, seller, buyer, content_hash,
  created_at, updated_at, issued_at)
SELECT $1, gen_random_uuid(), CASE n % 20 WHEN 0 THEN 'issued' WHEN 1 THEN 'void' ELSE 'paid' END, $2,
  'Client ' || n % 97, 'EUR', 'en', $3::date - n % 3000, $3::date - n % 3000 + 14, 'invoice', '2026', n,
  'P-' || lpad(n::text, 6, '0'), 1000 + n, 1000 + n, CASE WHEN n % 20 IN (0, 1) THEN 0 ELSE 1000 + n END, '{}', '{}',
  '\\x00', $3::date - n * interval '1 minute', now(), now()
FROM generate_series(1, $4::int) n"""


async def many_invoices(
    superuser_url: str, tenant_id: TenantId, client_id: object, today: object, count: int
) -> None:
    """Give a tenant many invoices at once, most of them paid, and let the planner know. They are rows, not books."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(_SEED, tenant_id, client_id, today, count)
        await connection.execute("VACUUM ANALYZE invoices")
    finally:
        await connection.close()


async def plan_of(url: str, tenant_id: TenantId, read: str, *arguments: Any) -> list[dict[str, Any]]:
    """Return every node of the plan of a hot read."""
    statement = reads._BOUND.format(read=read)  # noqa: SLF001  # the very statement that the pool sends
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(30):
            told = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", tenant_id, *arguments)
    finally:
        await connection.close()
    return list(_nodes(json.loads(told)[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)
