"""
Stripe's messages: how many are taken in a second, beside what the database can commit, and how soon a page knows.

Taken means stored, with the job that follows, and committed: only then is a message answered. So the database's own
rate of commits of a single row is the yardstick, measured in turns with it, over as many connections.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from time import perf_counter

import asyncpg
import httpx
from stripe import WebhookSignature

import cpu
import load
from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.development.network import LOOPBACK
from invoiceflow.payments.actions.connect_account import ConnectAccount, connect_account
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.settings import read
from people import House
from plan import Plan
from report import Figure, milliseconds
from stage import WEBHOOK_SECRET, Served, Stage

CLIENTS = 16
GOAL_MS = 1000
PLATFORM, CONNECT = "/webhooks/stripe", "/webhooks/stripe/connect"
_ROW = "INSERT INTO committed (said) VALUES ('a row')"


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure both on the first tenant's account, opened at the stand-in; the worker runs for the second only."""
    with ExitStack() as stack:
        stripe = stack.enter_context(stage.stand_in())
        database = stack.enter_context(stage.database("webhooks"))
        account = asyncio.run(_connected(stage, database, stripe, houses[0]))
        web = stack.enter_context(stage.web(database, more=stripe))
        soon = _known(asyncio.run(_followed(stage, database, stripe, (web.port, houses[0], account), plan)))
        rounds = asyncio.run(_taken(stage, database, (web, account), plan))
    return [_rate(rounds), soon]


async def _connected(stage: Stage, database: str, stripe: Mapping[str, str], house: House) -> str:
    """Open an account for a tenant, finish Stripe's questions, and return its name."""
    settings = read({**stage.settings(database, 1), **stripe})
    world = wiring.world(settings, database_url=settings.database_url)
    try:
        till = wiring.till(world)
        if till is None:
            raise RuntimeError("there is no key for Stripe")
        here = "https://product.example/"
        at = world.clock.now()
        command = ConnectAccount(house.tenant_id, house.owner, at, return_url=here, refresh_url=here)
        url = await connect_account(till, command)
        async with httpx.AsyncClient() as browser:
            await browser.post(url, data={"press": "finish"})
    finally:
        await world.close()
    return stage.postgres.psql("SELECT account FROM payment_accounts", database=database).strip()


@dataclass(frozen=True, slots=True)
class Round:
    """Messages taken and rows committed in a second, and the processor time of the web process for one message."""

    taken: float
    committed: float
    cpu_ms: float


async def _taken(stage: Stage, database: str, to: tuple[Served, str], plan: Plan) -> list[Round]:
    """Take messages and commit rows, in turns."""
    web, account = to
    stage.postgres.psql("CREATE TABLE committed (said text NOT NULL)", database=database)
    numbers, rounds = count(), list[Round]()
    for _ in range(plan.rounds):
        before = cpu.seconds_of(web.pid)
        answers = await load.closed(
            web.port, lambda _: _of_payment(account, next(numbers)), clients=CLIENTS, seconds=plan.seconds
        )
        answers.demand(200)
        cpu_ms = (cpu.seconds_of(web.pid) - before) / len(answers.waits) * 1000
        committed = await _commits(stage, database, plan.seconds)
        rounds.append(Round(answers.per_second, committed, cpu_ms))
    return rounds


async def _commits(stage: Stage, database: str, seconds: float) -> float:
    """Return how many rows a second the database commits, each in a transaction of its own."""
    began, done = perf_counter(), 0

    async def commit() -> None:
        nonlocal done
        connection = await asyncpg.connect(stage.postgres.url("postgres", database))
        while perf_counter() - began < seconds:
            await connection.execute(_ROW)
            done += 1
        await connection.close()

    await asyncio.gather(*(commit() for _ in range(CLIENTS)))
    return done / (perf_counter() - began)


async def _followed(
    stage: Stage, database: str, stripe: Mapping[str, str], to: tuple[int, House, str], plan: Plan
) -> list[tuple[float, float]]:
    """Return, for each message, after how long an open page heard of it, and had fetched itself anew, in seconds."""
    port, house, account = to
    page = load.request("GET", f"/app/{house.slug}/settings/online", house.browser)
    waits = []
    with stage.worker(database, more=stripe):
        async with _stream(port, house) as news:
            for number in range(plan.news + 1):
                began = perf_counter()
                await _answered(port, _of_account(account, number))
                while b'"payment_account"' not in await news.readline():
                    pass
                heard = perf_counter() - began
                await _answered(port, page)
                waits.append((heard, perf_counter() - began))
    return waits[1:]  # the first waits for the worker's start


@asynccontextmanager
async def _stream(port: int, house: House) -> AsyncIterator[asyncio.StreamReader]:
    """Open the stream of a page's news."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(load.request("GET", f"/app/{house.slug}/live", house.browser))
    await reader.readuntil(b"retry: 2000")
    try:
        yield reader
    finally:
        writer.close()
        await writer.wait_closed()


async def _answered(port: int, sent: bytes) -> None:
    answers = await load.closed(port, lambda _: sent, clients=1, count=1)
    answers.demand(200)


def _of_payment(account: str, number: int) -> bytes:
    """Return a message about a payment; each is about another one, so that each has its job."""
    about = {"id": f"pi_{number:09}", "object": "payment_intent"}
    return _signed(
        CONNECT,
        {
            "id": f"evt_{number:09}",
            "type": "payment_intent.succeeded",
            "account": account,
            "data": {"object": about},
        },
    )


def _of_account(account: str, number: int) -> bytes:
    """Return a message about the tenant's account."""
    related = {"id": account, "type": "v2.core.account"}
    kind = "v2.core.account[configuration.merchant].capability_status_updated"
    return _signed(PLATFORM, {"id": f"evt_news_{number:09}", "type": kind, "related_object": related})


def _signed(path: str, message: dict[str, object]) -> bytes:
    at = int(SystemClock().now().timestamp())
    body = json.dumps({"created": at, "livemode": False, "api_version": "2026-10-28.endive", **message})
    header = WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, at)
    return load.request("POST", path, {"Stripe-Signature": header}, body.encode())


def _rate(rounds: Sequence[Round]) -> Figure:
    taken, committed = median(each.taken for each in rounds), median(each.committed for each in rounds)
    ratio = median(each.taken / each.committed for each in rounds)
    cpu_ms = median(each.cpu_ms for each in rounds)
    beside = f"the database commits {committed:.0f} rows/s ({ratio:.2f}x)"
    measured = f"{taken:.0f}/s, {milliseconds(cpu_ms)} CPU each; {beside}"
    return Figure(f"webhooks stored and answered, {CLIENTS} connections", measured)


def _known(waits: Sequence[tuple[float, float]]) -> Figure:
    heard, fetched = (sorted(each) for each in zip(*waits, strict=True))
    late = int(len(fetched) * 0.99)
    measured = (
        f"heard p50 {milliseconds(median(heard) * 1000)}; fetched p50 {milliseconds(median(fetched) * 1000)}, "
        f"p99 {milliseconds(fetched[late] * 1000)}"
    )
    what = "webhook to changed page, over the job and Stripe's answer"
    return Figure(what, measured, f"p99 under {GOAL_MS} ms", fetched[late] * 1000 < GOAL_MS)
