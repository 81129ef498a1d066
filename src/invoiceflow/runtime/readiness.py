"""Whether this process can work: what it needs answers, and the database is as new as the code."""

import asyncio
from collections.abc import Awaitable
from typing import Final

import asyncpg
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from invoiceflow.runtime.database import Database
from invoiceflow.runtime.patience import READY_SECONDS
from invoiceflow.runtime.server_version import why_unsafe

KEPT_SECONDS: Final = 2

_ASK: Final = text(
    "SELECT current_setting('server_version_num')::int AS server, "
    "(SELECT max(version_num) FROM public.alembic_version) AS revision"
)

log = structlog.get_logger()


class Readiness:
    """
    Asks the database and Redis, at most every ``KEPT_SECONDS``, however often it is asked itself.

    ``revision`` is the newest migration that this code knows. Why something is not ready stands in the log, once for
    each change.
    """

    def __init__(self, database: Database, redis: Redis, revision: str) -> None:
        self._database = database
        self._redis = redis
        self._revision = revision
        self._asking = asyncio.Lock()
        self._reasons: tuple[str, ...] | None = None
        self._good_until = 0.0

    async def ready(self) -> bool:
        """Return whether requests can be answered."""
        async with self._asking:
            now = asyncio.get_running_loop().time
            if now() >= self._good_until:
                self._note(await self._why_not())
                self._good_until = now() + KEPT_SECONDS
        return not self._reasons

    def _note(self, reasons: tuple[str, ...]) -> None:
        if reasons and reasons != self._reasons:
            log.warning("not_ready", reasons=reasons)
        elif self._reasons and not reasons:
            log.info("ready")
        self._reasons = reasons

    async def _why_not(self) -> tuple[str, ...]:
        return tuple(
            filter(None, await asyncio.gather(_told(self._database_says()), _told(self._redis_says())))
        )

    async def _database_says(self) -> str:
        try:
            async with self._database.without_tenant() as connection:
                found = (await connection.execute(_ASK)).one()
        except ProgrammingError:
            return "the database has no schema that this login may read: run `invoiceflow migrate`"
        # Newer is fine: while a release is rolled out, the schema comes before the code.
        if found.revision is None or found.revision < self._revision:
            return (
                f"the schema is {found.revision}, and {self._revision} is needed: run `invoiceflow migrate`"
            )
        return why_unsafe(found.server)

    async def _redis_says(self) -> str:
        await self._redis.ping()
        return ""


async def _told(answer: Awaitable[str]) -> str:
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await answer
    except RedisError as error:
        return f"Redis does not answer: {error!r}"
    except (TimeoutError, SQLAlchemyError, asyncpg.PostgresError, OSError) as error:
        return f"a server does not answer: {error!r}"
