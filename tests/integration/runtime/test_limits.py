"""Counting in Redis: exact whoever asks at once, and never without a limit."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from secrets import token_hex
from uuid import UUID, uuid4

import pytest

from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.kernel.errors import TooMany
from invoiceflow.kernel.limit import PAGES, Limit
from invoiceflow.runtime.limits import STRICTER, ask, count, hit, hits, take_back
from invoiceflow.runtime.redis import JoiningRedis, connect
from services import Services

SMALL = Limit("tests", "tests", "address", 20, 60)
GUESSES = Limit("tests.guess", "tests", "address", 20, 60, guessing=True)
OF_TENANT = Limit("tests.tenant", "tests", "tenant", 2, 60)

_ANOTHER_PROCESS = """
import asyncio, sys
from invoiceflow.kernel.limit import Limit
from invoiceflow.runtime.limits import hit
from invoiceflow.runtime.redis import connect

async def main(url, who):
    redis = connect(url)
    await redis.ping()
    print("ready", flush=True)
    sys.stdin.readline()
    limit = Limit("tests", "tests", "address", 20, 60)
    verdicts = await asyncio.gather(*(hit(redis, limit, who) for _ in range(25)))
    print(sum(verdict.allowed for verdict in verdicts), flush=True)
    await redis.aclose()

asyncio.run(main(*sys.argv[1:]))
"""


async def spend(redis: JoiningRedis, limit: Limit, *who: str | UUID) -> None:
    """Count one. Raises TooMany where the limit is reached."""
    (await hit(redis, limit, *who)).demand()


@pytest.fixture
async def redis(services: Services) -> AsyncIterator[JoiningRedis]:
    """Yield a client as the product has it."""
    client = connect(services.redis_url)
    yield client
    await client.aclose()


def test_two_processes_admit_exactly_the_amount(services: Services) -> None:
    """Fifty requests at once, half from each of two processes, are twenty admitted and thirty refused."""
    who = token_hex(8)
    command = (sys.executable, "-c", _ANOTHER_PROCESS, services.redis_url, who)
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:  # both are waiting for this line alone
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert sum(int(process.communicate(timeout=30)[0]) for process in both) == 20


async def test_what_is_left_is_told(redis: JoiningRedis) -> None:
    """Each hit says how many are left; a refusal says when the next can succeed, and does not count."""
    who = token_hex(8)
    verdicts = [await hit(redis, SMALL, who) for _ in range(22)]
    assert [verdict.remaining for verdict in verdicts] == [*range(19, -1, -1), 0, 0]
    assert [verdict.allowed for verdict in verdicts] == [True] * 20 + [False] * 2
    assert all(0 < verdict.reset_seconds <= 60 for verdict in verdicts)


async def test_the_last_window_counts_for_its_part(redis: JoiningRedis) -> None:
    """A full window just over still counts nearly whole, so that its border admits no second burst."""
    limit = Limit(f"tests.{token_hex(8)}", "tests", "address", 20, 60)
    for _ in range(20):
        await spend(redis, limit, "somebody")
    (key,) = [key async for key in redis.scan_iter(f"g:limit:{limit.name}:*", count=1000)]
    await redis.pexpire(key, 59_000)  # how the script tells that a window ended, a second ago
    verdicts = [await hit(redis, limit, "somebody") for _ in range(3)]
    assert [verdict.allowed for verdict in verdicts] == [True, False, False]


async def test_counts_are_apart(redis: JoiningRedis) -> None:
    """Whoever else asks, and whatever else is counted, has a count of its own."""
    who = token_hex(8)
    for _ in range(20):
        await spend(redis, SMALL, who)
    await spend(redis, SMALL, f"{who} too")
    await spend(redis, GUESSES, who)
    with pytest.raises(TooMany):
        await spend(redis, SMALL, who)


async def test_several_counts_take_one_command(redis: JoiningRedis) -> None:
    """What a request is counted against is one command, and what one limit refuses still counts for the other."""
    who = token_hex(8)
    small, large = count(SMALL, who), count(GUESSES, who, "too")
    await redis.script_flush()  # as after a restart of the server
    await hits(redis, *([small] * 20))
    before = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    verdicts = await hits(redis, small, large)
    after = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    assert [(each.allowed, each.remaining) for each in verdicts] == [(False, 0), (True, 19)]
    assert after - before == 1


async def test_asking_counts_nothing(redis: JoiningRedis) -> None:
    """It tells whether there is room, and leaves it as it is; without Redis too."""
    away = connect(f"redis://127.0.0.1:{free_port()}")
    for client in (redis, away):
        who = token_hex(8)
        assert [(await hits(client, ask(SMALL, who)))[0].allowed for _ in range(30)] == [True] * 30
        verdicts = [await hit(client, SMALL, who) for _ in range(20)]
        assert [verdict.remaining for verdict in verdicts] == [*range(19, -1, -1)]
        (full,) = await hits(client, ask(SMALL, who))
        assert (full.allowed, full.remaining) == (False, 0)
    await away.aclose()


async def test_what_is_taken_back_can_be_spent_again(redis: JoiningRedis) -> None:
    """One taken back makes room for one; taking back what was never counted makes room for none."""
    who = token_hex(8)
    await take_back(redis, SMALL, who)
    for _ in range(20):
        await spend(redis, SMALL, who)
    await take_back(redis, SMALL, who)
    assert [(await hit(redis, SMALL, who)).allowed for _ in range(2)] == [True, False]


async def test_a_tenants_count_carries_the_tenant(redis: JoiningRedis) -> None:
    """Counts per tenant lie under the tenant's own keys, and take nothing but a tenant's id."""
    tenant_id = uuid4()
    await spend(redis, OF_TENANT, tenant_id)
    assert [key async for key in redis.scan_iter(f"t:{tenant_id}:limit:*", count=1000)]
    with pytest.raises(ValueError, match="badly formed"):
        await spend(redis, OF_TENANT, "no tenant")


async def test_without_redis_each_process_counts_by_itself() -> None:
    """Ordinary limits go on with their amount, those on guessing with a quarter of it: none falls away."""
    redis = connect(f"redis://127.0.0.1:{free_port()}")
    usual = [await hit(redis, SMALL, "a") for _ in range(22)]
    guesses = [await hit(redis, GUESSES, "a") for _ in range(22)]
    await redis.aclose()
    assert sum(verdict.allowed for verdict in usual) == 20
    assert sum(verdict.allowed for verdict in guesses) == 20 // STRICTER


async def test_what_is_asked_in_one_turn_takes_one_round_trip(redis: JoiningRedis) -> None:
    """A count and the read of a session travel together: the server sees one packet for both."""
    await spend(redis, PAGES, token_hex(8))
    before = (await redis.info("stats"))["total_reads_processed"]
    await asyncio.gather(spend(redis, PAGES, token_hex(8)), redis.get("nothing"), redis.get("nothing"))
    after = (await redis.info("stats"))["total_reads_processed"]
    assert after - before == 2  # theirs, and the second question about the figure


async def test_one_failure_is_not_the_others(redis: JoiningRedis) -> None:
    """Of commands that travel together each gets its own reply, and its own error."""
    key = f"g:attempt:{token_hex(8)}"
    await redis.set(key, "text", ex=60)
    wrong, right = await asyncio.gather(redis.incr(key), redis.get(key), return_exceptions=True)
    assert "not an integer" in str(wrong)
    assert right == b"text"
    with pytest.raises(ValueError, match="hold up"):
        await redis.blpop("never")
