"""How many jobs wait is told by workers, for whoever decides how many of those there are."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from cloud import all_of
from invoiceflow.entrypoints.backlog import EVENT, tell
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.queue import backlog, defer
from product import Product

# The queue stamps what it is given with the time of the transaction.
AGE = "UPDATE queue.procrastinate_events SET at = at - make_interval(secs => 600) WHERE type = 'deferred'"


@pytest.fixture
async def worker(product: Product) -> AsyncIterator[Database]:
    """Yield the database as the worker's login, which alone may look at the queue."""
    opened = Database(product.world.settings.worker_database_url)
    yield opened
    await opened.close()


async def told(worker: Database) -> dict[str, object]:
    """Return what a worker tells in its log."""
    with capture_logs() as lines:
        await tell(worker)
    (line,) = [line for line in lines if line["event"] == EVENT]
    return dict(line)


async def test_workers_tell_how_many_jobs_wait_and_for_how_long(product: Product, worker: Database) -> None:
    """Jobs that are due count, and the oldest tells its age; what is due tomorrow does not wait."""
    house = await product.house()
    await product.work()
    before = (await backlog(worker)).waiting  # of what the queue itself does again and again
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await announce(session, "invoice", house.tenant_id)
        tomorrow = product.clock.now() + timedelta(days=365_00)
        await defer(session, "live.tell", {}, not_before=tomorrow)
    async with worker.without_tenant() as connection:
        await connection.execute(text(AGE))
    line = await told(worker)
    assert line["waiting"] == before + 1
    assert line["oldest_seconds"] in range(600, 660)


async def test_a_database_that_is_away_leaves_the_worker_alone() -> None:
    """It is silent, and goes on: silence is an alarm of its own."""
    away = Database("postgresql://if_worker:x@127.0.0.1:1/invoiceflow")
    with capture_logs() as lines:
        await tell(away)
    assert lines == []
    await away.close()


async def test_metrics_on_aws_are_what_workers_tell(worker: Database) -> None:
    """CloudWatch reads the line and the fields that the worker writes."""
    read = {
        each.told["MetricTransformations"][0]["MetricName"]: (
            each.told["FilterPattern"],
            each.told["MetricTransformations"][0]["MetricValue"],
        )
        for each in all_of("Logs::MetricFilter")
    }
    pattern = f'{{ $.event = "{EVENT}" }}'
    assert {"waiting", "oldest_seconds"} < set(await told(worker))
    assert read == {
        "JobsWaiting": (pattern, "$.waiting"),
        "OldestJobSeconds": (pattern, "$.oldest_seconds"),
    }
