"""
The invoice list, as a page and as JSON: one web process, 16 connections, every request another tenant's.

Two databases that differ in size alone are read in turns, so that what else the machine does meets both.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

import cpu
import load
import peers
import seed
from load import Answers, Make
from people import House
from plan import Plan
from report import Figure, milliseconds
from stage import Served, Stage

CONNECTIONS = 16


@dataclass(slots=True)
class Series:
    """The rounds of one list on one server."""

    served: Served
    make: Make
    rounds: list[Answers] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """Of the server's process tree, by request."""
    alone: Answers = field(default_factory=Answers)
    """One connection: how long a request takes when nobody else asks."""

    @property
    def waits(self) -> Answers:
        """Return all rounds together."""
        return Answers(
            [wait for each in self.rounds for wait in each.waits],
            seconds=sum(each.seconds for each in self.rounds),
        )


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure both lists on both databases, and the peer's on the large one."""
    with ExitStack() as stack:
        small = stack.enter_context(stage.database("rows_small"))
        large = stack.enter_context(stage.database("rows_large"))
        seed.fill(stage.postgres, small, plan.small)
        seed.fill(stage.postgres, large, plan.large)
        webs = [stack.enter_context(stage.web(database)) for database in (small, large)]
        series = {
            (what, size): Series(web, make)
            for size, web in zip(("small", "large"), webs, strict=True)
            for what, make in (("page", pages(houses)), ("json", programs(houses)))
        }
        peer = stack.enter_context(peers.next_list(stage, large, houses)) if plan.with_peers else None
        if peer is not None:
            series["page", "peer"] = Series(peer.served, peer.pages)
            series["json", "peer"] = Series(peer.served, peer.programs)
        asyncio.run(_take_turns(list(series.values()), plan))
    return [
        *_figures("page", "invoice list page", 8, series, plan),
        *_figures("json", "JSON list", 4, series, plan),
    ]


def pages(houses: Sequence[House]) -> Make:
    """Return how browsers ask for the list."""
    asked = [load.request("GET", f"/app/{house.slug}/invoices", house.browser) for house in houses]
    return lambda number: asked[number % len(asked)]


def programs(houses: Sequence[House]) -> Make:
    """Return how programs ask for the list."""
    asked = [load.request("GET", "/api/v1/invoices?limit=50", house.program) for house in houses]
    return lambda number: asked[number % len(asked)]


async def _take_turns(series: Sequence[Series], plan: Plan) -> None:
    for each in series:  # the first answers pay for what is loaded late
        (await load.closed(each.served.port, each.make, clients=4, seconds=plan.seconds / 2)).demand(200)
    for number in range(plan.rounds):
        for each in series if number % 2 == 0 else reversed(series):
            before = cpu.seconds_of(each.served.pid)
            answers = await load.closed(
                each.served.port, each.make, clients=CONNECTIONS, seconds=plan.seconds
            )
            answers.demand(200)
            each.rounds.append(answers)
            each.cpu_ms.append((cpu.seconds_of(each.served.pid) - before) / len(answers.waits) * 1000)
    for each in series:
        each.alone = await load.closed(each.served.port, each.make, clients=1, seconds=plan.seconds)


def _figures(
    what: str, name: str, goal: float, series: dict[tuple[str, str], Series], plan: Plan
) -> Iterator[Figure]:
    large, small, peer = series[what, "large"], series[what, "small"], series.get((what, "peer"))
    rate = f"{large.waits.per_second:.0f} requests/s"
    waits = f"p50 {large.waits.wait_ms(50):.0f} ms, p99 {large.waits.wait_ms(99):.0f} ms"
    yield Figure(f"{name}, {plan.large:,} rows, {CONNECTIONS} connections", f"{rate}, {waits}")
    yield Figure(f"{name}, CPU a request", milliseconds(median(large.cpu_ms)))
    ratio = large.alone.wait_ms(50) / small.alone.wait_ms(50)
    alone = f"p50 {large.alone.wait_ms(50):.1f} ms against {small.alone.wait_ms(50):.1f} ms: {ratio:.2f}x"
    yield Figure(
        f"{name}, one connection, {plan.large:,} rows against {plan.small:,}",
        alone,
        "at most 1.3x",
        ratio <= 1.3,
    )
    if peer is not None:
        times = median(theirs / ours for theirs, ours in zip(peer.cpu_ms, large.cpu_ms, strict=True))
        measured = f"{times:.1f}x (Next.js: {milliseconds(median(peer.cpu_ms))})"
        yield Figure(
            f"{name}, requests a CPU second against Next.js", measured, f"at least {goal:g}x", times >= goal
        )
