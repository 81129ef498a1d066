"""
How many jobs wait, told by every worker in its log.

Whatever decides how many workers there are, and tells people when jobs are late, reads it there
(infra/parts/backlog.py). Each worker tells the same figures, beside its jobs and not as one of them: a job would wait
behind the others, and be silent just when it matters.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from invoiceflow.runtime.database import Database
from invoiceflow.runtime.ending import end
from invoiceflow.runtime.queue import backlog

EVENT: Final = "queue.measured"
EVERY_SECONDS: Final = 30

log = structlog.get_logger()


@asynccontextmanager
async def telling(database: Database) -> AsyncIterator[None]:
    """Tell again and again for as long as the context is open; ``database`` is the worker's."""
    task = asyncio.create_task(_tell_for_ever(database))
    try:
        yield
    finally:
        await end(task)


async def _tell_for_ever(database: Database) -> None:
    while True:
        await tell(database)
        await asyncio.sleep(EVERY_SECONDS)


async def tell(database: Database) -> None:
    """Tell once. Silence, which says as much, where the database cannot be asked: jobs log why."""
    with suppress(SQLAlchemyError, OSError):
        found = await backlog(database)
        log.info(EVENT, waiting=found.waiting, oldest_seconds=found.oldest_seconds)
