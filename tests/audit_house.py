"""The audit chain as tests ask for it: what happened to one object, and whether the chain holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import select

from invoiceflow.audit.adapters.anchor_file import anchors_in
from invoiceflow.audit.domain.anchor import Anchored, Anchors
from invoiceflow.audit.domain.entry import Entry
from invoiceflow.audit.queries import chain_in_parts
from invoiceflow.audit.tables import entries
from invoiceflow.entrypoints import duties, wiring
from invoiceflow.runtime.database import Session
from product import House, Product
from services import DatabaseUrls

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ENTRIES = 6
"""How many entries the chain has that tests lay hands on."""


async def history_of(session: Session, object_id: UUID) -> list[Entry]:
    """Return the entries about one object, the newest first."""
    columns = [entries.c[name] for name in Entry.__dataclass_fields__]
    mine = (entries.c.tenant_id == session.tenant_id, entries.c.object_id == object_id)
    rows = await session.execute(select(*columns).where(*mine).order_by(entries.c.seq.desc()))
    return [Entry(*row) for row in rows]


async def chain_faults(session: Session, anchored: Anchored | None = None) -> tuple[str, ...]:
    """Return a sentence for each place where the session's chain does not hold."""
    return tuple([fault async for _, faults in chain_in_parts(session, anchored) for fault in faults])


async def anchor(product: Product) -> int:
    """Write an anchor as the worker does."""
    settings = product.world.settings
    back = wiring.world(settings, database_url=settings.worker_database_url, clock=product.clock)
    try:
        return await duties.write_anchor(back)
    finally:
        await back.close()


async def faults(product: Product, house: House, *, anchored: bool = True) -> tuple[str, ...]:
    """Return what verification says of the chain, with the anchors or by itself."""
    anchors = anchors_in(product.world.settings.audit_anchor_file) if anchored else Anchors()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await chain_faults(session, anchors.chains.get(house.tenant_id))


@asynccontextmanager
async def power(database: DatabaseUrls) -> AsyncIterator[Connection]:
    """Yield a superuser's connection: no policy, right or trigger is in its way."""
    connection = await asyncpg.connect(database.superuser)
    try:
        yield connection
    finally:
        await connection.close()
