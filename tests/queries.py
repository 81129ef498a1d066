"""How many statements a request costs: what list pages promise, and tests hold them to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
import httpx
from litestar.types import ASGIApp
from sqlalchemy import Engine, event

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.reads import HotReads
from product import Product, serving


class _WatchedReads(HotReads):
    """Hot reads that note what they run."""

    def __init__(self, inner: HotReads, statements: list[str]) -> None:
        self._inner = inner
        self._statements = statements

    async def rows(self, tenant_id: TenantId, read: str, *arguments: Any) -> Sequence[asyncpg.Record]:
        self._statements.append(read)
        return await self._inner.rows(tenant_id, read, *arguments)

    async def look_up(self, read: str, *arguments: Any) -> asyncpg.Record | None:
        self._statements.append(read)
        return await self._inner.look_up(read, *arguments)

    async def row_of_found(self, look_up: str, read: str, *arguments: Any) -> asyncpg.Record | None:
        self._statements.append(read)
        return await self._inner.row_of_found(look_up, read, *arguments)


@dataclass(slots=True)
class Watch:
    """The statements of the requests sent through ``like``, in their order; ``BEGIN`` and ``COMMIT`` do not count."""

    app: ASGIApp
    statements: list[str] = field(default_factory=list)

    def like(self, client: httpx.AsyncClient) -> httpx.AsyncClient:
        """Return a client with the same identity whose requests are counted."""
        transport = httpx.ASGITransport(app=self.app)  # type: ignore[arg-type]  # Litestar's ASGI types are stricter than httpx's
        return httpx.AsyncClient(
            transport=transport, base_url=client.base_url, headers=client.headers, cookies=client.cookies
        )


@contextmanager
def watching(product: Product) -> Iterator[Watch]:
    """Yield a watch over a product's statements, hot reads and transactions alike."""
    statements: list[str] = []
    world = replace(product.world, reads=_WatchedReads(product.world.reads, statements))

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with serving(world) as app:
            yield Watch(app, statements)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
