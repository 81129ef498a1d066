"""How many statements a page costs: the hot reads and the sessions of a product, counted as they are used."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
import httpx

from invoiceflow.entrypoints import wiring
from invoiceflow.kernel.actor import NOBODY, Mark
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.reads import HotReads
from product import House, Product, serving

LOOKED_UP = 1
"""What finding out who acts costs on every page of a tenant: its tenant and the member, together."""


class CountedReads(HotReads):
    """Hot reads that keep what they were asked."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.statements: list[str] = []

    async def rows(self, tenant_id: TenantId, read: str, *arguments: Any) -> Sequence[asyncpg.Record]:
        """Count, then read."""
        self.statements.append(read)
        return await super().rows(tenant_id, read, *arguments)

    async def look_up(self, read: str, *arguments: Any) -> asyncpg.Record | None:
        """Count, then read."""
        self.statements.append(read)
        return await super().look_up(read, *arguments)

    async def row_of_found(self, look_up: str, read: str, *arguments: Any) -> asyncpg.Record | None:
        """Count, then find and read."""
        self.statements.append(read)
        return await super().row_of_found(look_up, read, *arguments)


class CountedDatabase(Database):
    """A database that keeps how often a transaction was opened."""

    opened = 0

    @asynccontextmanager
    async def as_tenant(
        self, tenant_id: TenantId, *, request_id: str = "", by: Mark = NOBODY, known: object = None
    ) -> AsyncIterator[Session]:
        """Count, then open."""
        self.opened += 1
        async with super().as_tenant(tenant_id, request_id=request_id, by=by, known=known) as session:
            yield session


@dataclass(frozen=True, slots=True)
class Counted:
    """The same product again, counting. ``transactions`` and ``statements`` are of the last page alone."""

    browser: httpx.AsyncClient
    reads: CountedReads
    database: CountedDatabase
    kept: list[str] = field(default_factory=list)

    async def cost(self, path: str) -> tuple[int, int]:
        """Open a page and return how many hot statements and how many transactions it took, beyond who acts."""
        self.reads.statements.clear()
        self.database.opened = 0
        answer = await self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return len(self.reads.statements) - LOOKED_UP, self.database.opened


@asynccontextmanager
async def counted(product: Product, house: House) -> AsyncIterator[Counted]:
    """Open the product once more around counting pools, for a browser of the house."""
    world, url = product.world, product.world.settings.database_url
    reads, database = CountedReads(url), CountedDatabase(url, reactions=wiring.REACTIONS)
    await reads.open()
    other = replace(world, reads=reads, database=database)
    headers, jar = house.browser.headers, house.browser.cookies
    try:
        with serving(other) as app:
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # as in product.py
            async with httpx.AsyncClient(
                transport=transport, base_url=str(house.browser.base_url), headers=headers, cookies=jar
            ) as browser:
                yield Counted(browser, reads, database)
    finally:
        await reads.close()
        await database.close()
