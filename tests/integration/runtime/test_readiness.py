"""Readiness: which servers it depends on, how new the schema must be, and who is told why not."""

from secrets import token_hex

import pytest
from structlog.testing import capture_logs

from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.entrypoints.migrations import newest
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.readiness import Readiness
from invoiceflow.runtime.redis import connect
from product import Product
from services import Services


async def why_not(readiness: Readiness) -> str:
    """Ask, and return what the log was told."""
    with capture_logs() as logs:
        assert await readiness.ready() is (not logs)
    return " ".join(reason for line in logs for reason in line["reasons"])


async def test_a_migrated_database_and_redis_make_a_process_ready(product: Product) -> None:
    """Strangers read that it is ready, and no word about what it consists of."""
    answer = await product.client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        pytest.param("0001", "", id="newer-than-the-code"),
        pytest.param("9999", "9999 is needed: run `invoiceflow migrate`", id="older-than-the-code"),
    ],
)
async def test_the_schema_is_at_least_as_new_as_the_code(product: Product, revision: str, told: str) -> None:
    """While a release is rolled out the schema comes first, and the processes before it go on."""
    readiness = Readiness(product.world.database, product.world.redis, revision)
    assert told in await why_not(readiness)
    assert await readiness.ready() is (not told)


async def test_a_server_that_is_away_is_told_to_the_log_alone() -> None:
    """Each missing server has its reason in the log, once, however often strangers ask."""
    port = free_port()
    database = Database(f"postgresql://if_app:secret@127.0.0.1:{port}/invoiceflow")
    redis = connect(f"redis://127.0.0.1:{port}")
    readiness = Readiness(database, redis, newest())
    told = await why_not(readiness)
    await database.close()
    await redis.aclose()
    assert told.count("does not answer") == 2
    assert "secret" not in told
    with capture_logs() as logs:
        assert not await readiness.ready()
    assert logs == []


async def test_a_database_that_cannot_be_used_is_no_crash(product: Product, services: Services) -> None:
    """Before the first migration a process waits for it; a login that is not let in is a reason like others."""
    empty = services.create_database(f"empty_{token_hex(4)}", template="template0")
    for url, reason in (
        (empty.app, "run `invoiceflow migrate`"),
        (services.urls("postgres").app, "permission"),
    ):
        database = Database(url)
        told = await why_not(Readiness(database, product.world.redis, newest()))
        await database.close()
        assert reason in told
    services.drop_database(empty.name)
