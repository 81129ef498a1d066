"""Two hands on one thing: started from one line, or the one behind a lock of the other."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from invoiceflow.kernel.errors import Expected
from invoiceflow.runtime.database import Session
from product import House, Product

Act = Callable[[Session], Awaitable[object]]
Run = Callable[[], Awaitable[object]]
Outcome = type[Expected] | None
"""How an act was refused; None where it was done."""

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def side_by_side(*runs: Run) -> list[Outcome]:
    """Start each from one line; each opens its own transactions."""
    line = asyncio.Barrier(len(runs))

    async def start(run: Run) -> Outcome:
        await line.wait()
        try:
            await run()
        except Expected as refused:
            return type(refused)
        return None

    return list(await asyncio.gather(*(start(run) for run in runs)))


async def at_once(product: Product, house: House, *acts: Act) -> list[Outcome]:
    """Start each in a transaction of its own, from one line."""
    line = asyncio.Barrier(len(acts))

    async def run(act: Act) -> Outcome:
        try:
            async with product.world.database.as_tenant(house.tenant_id) as session:
                await line.wait()
                await act(session)
        except Expected as refused:
            return type(refused)
        return None

    return list(await asyncio.gather(*(run(act) for act in acts)))


async def in_order(product: Product, house: House, first: Act, second: Act) -> Outcome:
    """Let the second wait for a lock of the first, then commit the first; return how the second was refused."""

    async def run() -> Outcome:
        try:
            async with product.world.database.as_tenant(house.tenant_id) as session:
                await second(session)
        except Expected as refused:
            return type(refused)
        return None

    async with product.world.database.as_tenant(house.tenant_id) as session:
        await first(session)
        waiting = asyncio.create_task(run())
        await asyncio.wait_for(somebody_waits(product), 10)
    return await waiting


async def somebody_waits(product: Product) -> None:
    """Return once somebody waits for a lock in the product's database."""
    waiting = 0
    while not waiting:
        # A transaction sees one state of the activity: each look is one of its own.
        async with product.world.database.without_tenant() as connection:
            waiting = (await connection.execute(_WAITING)).scalar_one()
