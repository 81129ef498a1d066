"""Whether this process lives, and whether it can work."""

import asyncio
from collections.abc import Awaitable

from litestar import Response, get
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from invoiceflow.runtime.database import Database
from invoiceflow.web.given import TheDatabase, TheRedis
from invoiceflow.web.guards import public

WAIT_SECONDS = 1


@get("/healthz", guards=[public])
async def alive() -> dict[str, str]:
    """Answer: the process lives. Touches nothing."""
    return {"status": "ok"}


@get("/readyz", guards=[public])
async def ready(database: TheDatabase, redis: TheRedis) -> Response[dict[str, str]]:
    """Answer whether database and Redis can be reached within a second."""
    answers = {
        "database": await _answers(_ask_database(database)),
        "redis": await _answers(_ask_redis(redis)),
    }
    return Response(answers, status_code=200 if set(answers.values()) == {"ok"} else 503)


async def _ask_database(database: Database) -> None:
    async with database.without_tenant() as connection:
        await connection.execute(text("SELECT 1"))


async def _ask_redis(redis: Redis) -> None:
    await redis.ping()


async def _answers(question: Awaitable[None]) -> str:
    try:
        await asyncio.wait_for(question, WAIT_SECONDS)
    except (TimeoutError, SQLAlchemyError, RedisError, OSError):
        return "away"
    return "ok"


handlers = [alive, ready]
