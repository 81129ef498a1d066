"""
The database, and the one way to be inside a tenant.

``begin``, ``commit`` and ``rollback`` happen here and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import CursorResult, Executable, event
from sqlalchemy.engine import AdaptedConnection, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from invoiceflow.kernel.actor import NOBODY, Mark
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.patience import SPARE_SECONDS, WAIT_SECONDS, WEB, Patience
from invoiceflow.runtime.turns import Turns


@dataclass(frozen=True, slots=True)
class Reactions:
    """What reacts to one kind of event: functions in the same transaction, and names of jobs that follow it."""

    now: tuple[Callable[["Session", Any], Awaitable[None]], ...] = ()
    later: tuple[str, ...] = ()


EventReactions = Mapping[type[object], Reactions]


@dataclass(slots=True)
class Session:
    """
    One open transaction, confined to one tenant.

    ``reactions`` says what reacts to which event (runtime/outbox.py). ``request_id`` and ``by`` are what audit
    entries written here carry: which request, and whose. ``known`` is what was read of the tenant before, for pages
    that only show it.
    """

    tenant_id: TenantId
    connection: AsyncConnection
    reactions: EventReactions = field(default_factory=dict)
    request_id: str = ""
    by: Mark = NOBODY
    known: object = None

    async def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None,
    ) -> CursorResult[Any]:
        """Run a statement inside this transaction."""
        return await self.connection.execute(statement, parameters)

    async def rows(self, read: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        """Return the rows of a read whose ``$1`` is the tenant's id, as hot reads do, inside this transaction."""
        found = await self.connection.exec_driver_sql(read, (self.tenant_id, *arguments))
        return [row._asdict() for row in found]


class Database:
    """
    Opens transactions, at most ``tenant_share`` of one tenant's at once.

    ``reactions`` are bound once, in the wiring. ``patience`` is the server's, for every connection.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        tenant_share: int = 6,
        patience: Patience = WEB,
        reactions: EventReactions | None = None,
    ) -> None:
        told = {"application_name": "invoiceflow", **patience.server_settings}
        self._engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            # The address is read by asyncpg, as for hot reads, which knows its sslmode.
            async_creator=partial(
                asyncpg.connect,
                url,
                server_settings=told,
                timeout=WAIT_SECONDS,
                command_timeout=patience.reply_seconds,
            ),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=WAIT_SECONDS,
            hide_parameters=True,  # what tenants wrote has no place in logs
        )
        event.listen(self._engine.sync_engine, "handle_error", _let_go)
        event.listen(self._engine.sync_engine, "checkout", _pass_over_ended)
        self._reactions = reactions or {}
        self._turns = Turns(tenant_share, seconds=WAIT_SECONDS)

    @asynccontextmanager
    async def as_tenant(
        self, tenant_id: TenantId, *, request_id: str = "", by: Mark = NOBODY, known: object = None
    ) -> AsyncIterator[Session]:
        """
        Open the one transaction of a request or job, confined to one tenant.

        Commits on a clean exit and rolls back on any exception. Row-level security reads ``app.tenant_id``;
        without it every table looks empty. Never open a second one inside it: both are among the tenant's few.

        Raises:
            TimeoutError: the tenant's own transactions, or everybody's, leave no room for another.
        """
        async with self._turns.taken(tenant_id), self._engine.begin() as connection:
            session = await self._bound(connection, tenant_id, request_id, by)
            session.known = known
            yield session

    @asynccontextmanager
    async def snapshot(self, tenant_id: TenantId) -> AsyncIterator[Session]:
        """Open a transaction that only reads, and sees the tenant as it was at one instant, however long it takes."""
        async with self._engine.begin() as connection:
            # Allowed as long as no query has run.
            await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield await self._bound(connection, tenant_id)

    async def _bound(
        self, connection: AsyncConnection, tenant_id: TenantId, request_id: str = "", by: Mark = NOBODY
    ) -> Session:
        # With the tenant as a parameter, since SET takes none: a text for each tenant would have to be prepared
        # for each, and push the statements of pages out of the connection's cache.
        await connection.exec_driver_sql(
            "SELECT set_config('app.tenant_id', $1::uuid::text, true)", (tenant_id,)
        )
        return Session(tenant_id, connection, self._reactions, request_id, by)

    @asynccontextmanager
    async def without_tenant(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that sees no tenant's row: for the directory's functions alone."""
        async with self._engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Close every pooled connection, without a goodbye where nobody answers it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SPARE_SECONDS):
                await self._engine.dispose()


def _pass_over_ended(connection: AdaptedConnection, *_: object) -> None:
    """
    Have a new connection made instead of one that the server ended while it lay in the pool, as a restart does.

    asyncpg was told of the end, so that this asks nobody.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _let_go(failure: ExceptionContext) -> None:
    """
    Have a connection closed on which a transaction could not begin, or that is silent, instead of giving it back.

    asyncpg remembers a BEGIN that failed as begun, and would make each later transaction a savepoint within none. And
    who is not answered need not wait for the answer to a ROLLBACK as well.
    """
    pooled = failure.connection.connection if failure.connection is not None else None
    driver = pooled.driver_connection if pooled is not None else None
    is_silent = isinstance(failure.original_exception, TimeoutError)
    if driver is not None and (is_silent or not driver.is_in_transaction()):
        failure.is_disconnect = True
        failure.invalidate_pool_on_disconnect = False
