"""The cache of a tenant's settings: a hit, from the question in Python to the finished value."""

import asyncio
from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter

from invoiceflow.entrypoints.development.postgres import DATABASE
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.redis import connect
from invoiceflow.tenancy.domain.tenant import Tenant
from invoiceflow.tenancy.store.tenants import load_tenant
from people import House
from plan import Plan
from report import Figure
from stage import SECRET_KEY, Stage

AREA = "measured"
HITS_OF_A_ROUND = 200


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure hits of settings of tenants in turn, one after the other."""
    waits_ms = asyncio.run(_hits(stage, houses, plan.rounds * HITS_OF_A_ROUND))
    middle, late = median(waits_ms), quantiles(waits_ms, n=20)[-1]
    measured = f"p50 {middle:.2f} ms, p95 {late:.2f} ms"
    return [Figure("settings from the cache, a hit", measured, "p50 under 1 ms", middle < 1)]


async def _hits(stage: Stage, houses: Sequence[House], many: int) -> list[float]:
    redis, database = connect(stage.valkey.url), Database(stage.postgres.url("if_app", DATABASE))
    cache, waits_ms = Cache(redis, SECRET_KEY), []
    for house in houses[:20]:
        async with database.as_tenant(house.tenant_id) as session:
            await cache.keep(house.tenant_id, AREA, 1, await load_tenant(session))
    for number in range(many):
        tenant_id = houses[number % min(20, len(houses))].tenant_id
        began = perf_counter()
        found = await cache.get(tenant_id, AREA, 1, Tenant)
        waits_ms.append((perf_counter() - began) * 1000)
        if found is None:
            raise RuntimeError("the cache had lost what was kept in it")
    await redis.aclose()
    await database.close()
    return waits_ms
