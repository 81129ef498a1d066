"""One transaction, one tenant: what is bound is gone when it ends, however it ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.reads import HotReads
from services import DatabaseUrls

A, B = (
    TenantId(UUID("aaaaaaaa-0000-7000-8000-000000000000")),
    TenantId(UUID("bbbbbbbb-0000-7000-8000-000000000000")),
)
SERIES = "SELECT series FROM number_series WHERE tenant_id = $1 OR true"
BOUND = text("SELECT nullif(current_setting('app.tenant_id', true), '')")
ADD = text("INSERT INTO number_series VALUES (:tenant, :series, '2026', 1)")
COUNT = text("SELECT count(*) FROM number_series")


@pytest.fixture(scope="module", autouse=True)
async def rows(database: DatabaseUrls) -> None:
    """Give each of two tenants one row, named after it."""
    opened = Database(database.app, pool_size=1)
    for tenant, name in ((A, "of-a"), (B, "of-b")):
        async with opened.as_tenant(tenant) as session:
            await session.execute(ADD, {"tenant": tenant, "series": name})
    await opened.close()


@pytest.fixture
async def one(database: DatabaseUrls) -> AsyncIterator[Database]:
    """Yield a database of a single connection, so that every transaction gets the same one."""
    opened = Database(database.app, pool_size=1)
    yield opened
    await opened.close()


@pytest.fixture
async def reads(database: DatabaseUrls) -> AsyncIterator[HotReads]:
    """Yield hot reads on two connections."""
    opened = HotReads(database.app, pool_size=2)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def one_read(database: DatabaseUrls) -> AsyncIterator[HotReads]:
    """Yield hot reads on a single connection."""
    opened = HotReads(database.app, pool_size=1)
    await opened.open()
    yield opened
    await opened.close()


async def test_without_a_tenant_nothing_is_seen_or_written(one: Database) -> None:
    """Also on a connection that was a tenant's a moment ago."""
    async with one.as_tenant(A) as session:
        assert (await session.execute(COUNT)).scalar() == 1
    async with one.without_tenant() as connection:
        assert (await connection.execute(COUNT)).scalar() == 0
        assert (await connection.execute(BOUND)).scalar() is None
    with pytest.raises(DBAPIError, match="row-level security"):
        async with one.without_tenant() as connection:
            await connection.execute(ADD, {"tenant": A, "series": "stolen"})


async def test_an_error_undoes_everything(one: Database) -> None:
    """An exception rolls back what was written, and the next transaction on that connection is bound to nothing."""
    with contextlib.suppress(ZeroDivisionError):
        async with one.as_tenant(A) as session:
            await session.execute(ADD, {"tenant": A, "series": "lost"})
            raise ZeroDivisionError
    async with one.without_tenant() as connection:
        assert (await connection.execute(BOUND)).scalar() is None
    async with one.as_tenant(A) as session:
        assert (await session.execute(COUNT)).scalar() == 1


async def test_a_cancelled_request_leaves_nothing_behind(one: Database) -> None:
    """A request that is cancelled in the middle of a statement is rolled back; its connection serves another tenant."""
    started = asyncio.Event()

    async def slow() -> None:
        async with one.as_tenant(A) as session:
            await session.execute(ADD, {"tenant": A, "series": "cancelled"})
            started.set()
            await session.execute(text("SELECT pg_sleep(4)"))

    task = asyncio.create_task(slow())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with one.as_tenant(B) as session:
        assert (await session.execute(text("SELECT series FROM number_series"))).scalars().all() == ["of-b"]


async def test_a_tenant_can_not_write_for_another(one: Database) -> None:
    """The policy refuses a row that carries another tenant's id, whoever wrote the statement."""
    with pytest.raises(DBAPIError, match="row-level security"):
        async with one.as_tenant(A) as session:
            await session.execute(ADD, {"tenant": B, "series": "planted"})


async def test_a_hot_read_is_bound_for_its_one_statement(one_read: HotReads) -> None:
    """On a single connection: A's rows, then B's, then, unbound, none and no setting."""
    nobody = TenantId(uuid4())
    seen = [[row["series"] for row in await one_read.rows(tenant, SERIES)] for tenant in (A, B, nobody)]
    assert seen == [["of-a"], ["of-b"], []]
    assert await unbound(one_read) == (0, "")


async def test_a_failed_hot_read_leaves_nothing_behind(one_read: HotReads) -> None:
    """A statement that fails half way does not leave its tenant on the connection."""
    with pytest.raises(asyncpg.DivisionByZeroError):
        await one_read.rows(A, "SELECT 1 / (last_seq - 1) AS n FROM number_series WHERE tenant_id = $1")
    assert await unbound(one_read) == (0, "")


async def unbound(reads: HotReads) -> tuple[object, ...]:
    """Return how many rows a read without a tenant sees, and what is bound while it runs."""
    question = "SELECT count(*), coalesce(current_setting('app.tenant_id', true), '') FROM number_series"
    found = await reads.look_up(question)
    return tuple(found or ())


async def test_interleaved_reads_never_mix(reads: HotReads) -> None:
    """Two tenants read by turns over two connections, some reads are cancelled: nobody sees a row of the other."""

    async def read(tenant: TenantId, patience: float) -> list[str] | None:
        query = f"{SERIES} AND pg_sleep(0.002) IS NOT NULL"
        try:
            return [row["series"] for row in await asyncio.wait_for(reads.rows(tenant, query), patience)]
        except TimeoutError:
            return None

    turns = [(tenant, 0.0015 if turn % 5 == 0 else 30.0) for turn in range(60) for tenant in (A, B)]
    answers = await asyncio.gather(*(read(tenant, patience) for tenant, patience in turns))
    wrong = [
        (tenant, answer)
        for (tenant, _), answer in zip(turns, answers, strict=True)
        if answer not in (None, ["of-a" if tenant == A else "of-b"])
    ]
    assert wrong == []
    assert sum(answer is not None for answer in answers) >= 96


READS = [
    "SELECT series AS s FROM number_series WHERE tenant_id = $1",
    "SELECT series AS s FROM number_series",
    "SELECT series AS s FROM number_series WHERE tenant_id = $1 ORDER BY last_seq DESC LIMIT 1",
    "SELECT min(series) AS s FROM number_series WHERE tenant_id = $1",
    "SELECT (SELECT series FROM number_series WHERE tenant_id = $1) AS s",
    "WITH own AS MATERIALIZED (SELECT * FROM number_series WHERE tenant_id = $1) SELECT series AS s FROM own",
    "SELECT a.series AS s FROM number_series a JOIN number_series b USING (tenant_id) WHERE a.tenant_id = $1",
]


@pytest.mark.parametrize("read", READS)
async def test_the_tenant_is_bound_before_the_read_runs(one_read: HotReads, read: str) -> None:
    """Whatever the planner makes of the statement, the setting is there first; else the read would be empty."""
    for _ in range(7):  # beyond the fifth run a prepared statement may get a generic plan
        for tenant, name in ((A, "of-a"), (B, "of-b")):
            assert [row["s"] for row in await one_read.rows(tenant, read)] == [name]


async def test_a_read_of_a_found_tenant_is_bound_to_it_alone(one_read: HotReads) -> None:
    """A read that looks its tenant up first sees that tenant's rows; found nobody, it sees none and leaves nothing."""
    read = "SELECT min(series) AS s FROM number_series WHERE tenant_id = tenant.id HAVING count(*) > 0"
    for _ in range(7):
        for tenant, name in ((A, "of-a"), (B, "of-b"), (None, None)):
            found = await one_read.row_of_found("$1::uuid", read, tenant)
            assert (found["s"] if found else None) == name
        assert await unbound(one_read) == (0, "")
