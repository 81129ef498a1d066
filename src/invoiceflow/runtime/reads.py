"""
Hot reads: one statement, one round trip, bound to its tenant by itself.

The statement runs in its own implicit transaction: a subquery sets ``app.tenant_id`` for it alone, and the read is
lateral to that subquery, so it cannot run first. If it ever did, the unset variable would show no row. ``OFFSET 0``
keeps the planner from merging the read into the outer query, where it may compare policy and tenant once, before
anything is bound, and find nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.patience import SPARE_SECONDS, WAIT_SECONDS, WEB, Patience

_BOUND = (
    "SELECT hot.* FROM (SELECT set_config('app.tenant_id', $1::uuid::text, true) AS bound) b, "
    "LATERAL (SELECT r.* FROM ({read}) r WHERE b.bound IS NOT NULL OFFSET 0) hot"
)

_FOUND = (
    "SELECT tenant.id AS tenant_id, hot.* FROM ("
    "SELECT named.id, set_config('app.tenant_id', named.id::text, true) AS bound "
    "FROM (SELECT {look_up} AS id OFFSET 0) named) tenant, "
    "LATERAL (SELECT r.* FROM ({read}) r WHERE tenant.bound IS NOT NULL OFFSET 0) hot"
)


class Reading(Protocol):
    """Whatever can read inside one tenant: an open session, or the hot reads of a tenant."""

    async def rows(self, read: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a read whose ``$1`` is the tenant's id and whose other arguments follow it."""
        ...


class HotReads:
    """
    A pool of plain asyncpg connections for single-statement reads.

    Whoever waits ``wait_seconds`` for one of them is told so (TimeoutError) instead of waiting on.
    """

    def __init__(
        self, url: str, *, pool_size: int = 8, patience: Patience = WEB, wait_seconds: float = WAIT_SECONDS
    ) -> None:
        self._reply_seconds = patience.reply_seconds
        self._settings = {"application_name": "invoiceflow", **patience.server_settings}
        self._url = url
        self._pool_size = pool_size
        self._wait_seconds = wait_seconds
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def open(self) -> None:
        """Connect."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=self._pool_size,
            reset=_keep_as_it_is,
            server_settings=self._settings,
            timeout=WAIT_SECONDS,
            command_timeout=self._reply_seconds,
        )

    async def close(self) -> None:
        """Disconnect, without a goodbye where nobody answers it."""
        if self._pool is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(SPARE_SECONDS):
                    await self._pool.close()  # cut short, it ends its connections by itself

    async def rows(self, tenant_id: TenantId, read: str, *arguments: Any) -> Sequence[asyncpg.Record]:
        """Return the rows of a read whose ``$1`` is the tenant's id and whose other arguments follow it."""
        async with self._connection() as connection:
            found: Sequence[asyncpg.Record] = await connection.fetch(
                _BOUND.format(read=read), tenant_id, *arguments
            )
        return found

    async def row_of_found(self, look_up: str, read: str, *arguments: Any) -> asyncpg.Record | None:
        """
        Find a tenant and read inside it, in the same round trip; return its id as ``tenant_id`` and the first row.

        ``look_up`` is a function of the directory that returns the tenant's id, ``tenant.id`` in the read. Both
        share the arguments, from ``$1`` on. None where there is no such tenant, or no row.
        """
        async with self._connection() as connection:
            return await connection.fetchrow(_FOUND.format(look_up=look_up, read=read), *arguments)

    def inside(self, tenant_id: TenantId) -> Reading:
        """Return the hot reads of one tenant."""
        return _Inside(self, tenant_id)

    async def look_up(self, read: str, *arguments: Any) -> asyncpg.Record | None:
        """Return the first row of a read that needs no tenant: the directory's functions."""
        async with self._connection() as connection:
            return await connection.fetchrow(read, *arguments)

    @asynccontextmanager
    async def _connection(self) -> "AsyncIterator[PoolConnectionProxy[asyncpg.Record]]":
        pool = self._ready
        async with asyncio.timeout(self._wait_seconds):
            connection = await pool.acquire()
        try:
            yield connection
        finally:
            await pool.release(connection)

    @property
    def _ready(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise RuntimeError("the pool of hot reads is not open")
        return self._pool


async def _keep_as_it_is(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Save a round trip: one statement sets nothing beyond itself, and holds no lock, cursor or channel."""


@dataclass(frozen=True, slots=True)
class _Inside:
    reads: HotReads
    tenant_id: TenantId

    async def rows(self, read: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """See Reading."""
        return await self.reads.rows(self.tenant_id, read, *arguments)
