"""Time-outs: the table of docs/timeouts.md, the source, and what PostgreSQL was told are the same."""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.runtime import patience
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.patience import COMMAND, WEB, WORKER, Patience
from invoiceflow.runtime.reads import HotReads
from invoiceflow.web.outage import is_outage
from product import Product
from services import DatabaseUrls

PAGE = (Path(__file__).parents[3] / "docs" / "timeouts.md").read_text()
ASKED = text(
    "SELECT name, setting FROM pg_settings WHERE name IN "
    "('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')"
)


def test_the_document_tells_every_time_out() -> None:
    """Both tables have the figures of the source: those, and no others."""
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    told = {name: Patience(*map(int, seconds)) for name, *seconds in rows}
    assert told == {"WEB": WEB, "WORKER": WORKER, "COMMAND": COMMAND}
    calls = dict(re.findall(r"^\| .+ \| `(\w+_SECONDS)` \| (\d+) \|", PAGE, re.MULTILINE))
    known = {name: str(value) for name, value in vars(patience).items() if name.endswith("_SECONDS")}
    assert calls == known


@pytest.mark.parametrize("given", [WEB, WORKER, COMMAND])
async def test_connections_begin_with_their_time_outs(database: DatabaseUrls, given: Patience) -> None:
    """PostgreSQL knows the three figures, on the connections of transactions and on those of hot reads."""
    milliseconds = {
        "statement_timeout": str(given.statement_seconds * 1000),
        "lock_timeout": str(given.lock_seconds * 1000),
        "idle_in_transaction_session_timeout": str(given.idle_seconds * 1000),
    }
    opened = Database(database.app, pool_size=1, patience=given)
    async with opened.without_tenant() as connection:
        told = {row.name: row.setting for row in await connection.execute(ASKED)}
    await opened.close()
    reads = HotReads(database.app, pool_size=1, patience=given)
    await reads.open()
    hot = await reads.look_up("SELECT current_setting('statement_timeout') AS told")
    await reads.close()
    assert told == milliseconds
    assert hot is not None
    assert hot["told"] in (f"{given.statement_seconds}s", f"{given.statement_seconds // 60}min")


async def test_the_worker_and_the_queue_have_those_of_jobs(product: Product) -> None:
    """The connections that fetch jobs are as patient as those that run them."""
    (row,) = await product.queue.connector.execute_query_all_async(
        "SELECT current_setting('lock_timeout') AS told"
    )
    assert row["told"] == f"{WORKER.lock_seconds}s"


async def test_a_statement_that_takes_too_long_is_an_outage(database: DatabaseUrls) -> None:
    """The server ends it, which the web answers with 503, and the connection can be used on."""
    opened = Database(database.app, pool_size=1, patience=Patience(1, 1, 1))
    with pytest.raises((DBAPIError, asyncpg.PostgresError)) as ended:
        async with opened.without_tenant() as connection:
            await connection.execute(text("SELECT pg_sleep(5)"))
    async with opened.without_tenant() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await opened.close()
    assert is_outage(ended.value)


async def test_hot_reads_do_not_queue_without_end(database: DatabaseUrls) -> None:
    """Whoever finds every connection busy for too long is told 503; the connection serves the next one as before."""
    reads = HotReads(database.app, pool_size=1, wait_seconds=0.05)
    await reads.open()
    busy = asyncio.create_task(reads.look_up("SELECT pg_sleep(0.5)::text AS done"))
    with pytest.raises(TimeoutError) as refused:
        await asyncio.gather(busy, reads.look_up("SELECT 1 AS done"))
    await busy
    after = await reads.look_up("SELECT 2 AS done")
    await reads.close()
    assert is_outage(refused.value)
    assert after is not None
    assert after["done"] == 2
