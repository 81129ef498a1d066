"""What tests of `invoiceflow verify` share: a careful hand on the database, and the settings of a command."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from invoiceflow.kernel.ids import TenantId
from product import BASE_URL, SECRET_KEY
from services import DatabaseUrls


@dataclass(frozen=True, slots=True)
class Change:
    """Changes one tenant's rows with triggers and foreign keys out of the way, and brings ``tables`` back."""

    connection: asyncpg.Connection
    tenant_id: TenantId
    tables: Sequence[str]

    async def __call__(self, *statements: str) -> None:
        """Run statements in one transaction."""
        async with self.connection.transaction():
            await self.connection.execute("SET LOCAL session_replication_role = replica")
            await self.connection.execute("SET LOCAL ROLE if_owner")
            await self.connection.execute(f"SET LOCAL app.tenant_id = '{self.tenant_id}'")
            for statement in statements:
                await self.connection.execute(statement)

    async def back(self) -> None:
        """Bring all tables back to how they were."""
        await self(*(f"DELETE FROM {table}; INSERT INTO {table} TABLE kept.{table}" for table in self.tables))  # noqa: S608  # names of ours


@asynccontextmanager
async def superuser(
    database: DatabaseUrls, tenant_id: TenantId, tables: Sequence[str]
) -> AsyncIterator[Change]:
    """Yield a way to change a tenant's rows in these tables, which are kept as they are now."""
    connection = await asyncpg.connect(database.superuser)
    try:
        await connection.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        await connection.execute("CREATE SCHEMA kept AUTHORIZATION if_owner")
        change = Change(connection, tenant_id, tables)
        await change(*(f"CREATE TABLE kept.{table} AS TABLE {table}" for table in tables))
        yield change
    finally:
        await connection.close()


def environment(database: DatabaseUrls, redis_url: str, files: Path, **more: str) -> dict[str, str]:
    """Return the settings of a command."""
    return os.environ | {
        "ENVIRONMENT": "test",
        "BASE_URL": BASE_URL,
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database.app,
        "WORKER_DATABASE_URL": database.worker,
        "REDIS_URL": redis_url,
        "GOOGLE_CLIENT_ID": "tests",
        "GOOGLE_CLIENT_SECRET": "tests",
        "GOOGLE_ISSUER": "http://127.0.0.1:1",
        "MAIL_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "invoices@invoiceflow.example",
        "FILES_DIR": str(files),
        **more,
    }
