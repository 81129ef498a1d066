"""`./run bench`: measure, and print each figure beside its goal. README.md says how, and how to read it."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

import uvloop

import cpu
import people
import stage
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.setup.terminal import Failure, say
from invoiceflow.runtime.clock import SystemClock
from measures import assets, cache, documents, issue, lists, preview, start, walls, webhooks
from people import House
from plan import Plan
from report import Figure, table

MEASURES: Final[Mapping[str, Callable[[stage.Stage, Sequence[House], Plan], list[Figure]]]] = {
    "lists": lists.measure,
    "documents": documents.measure,
    "preview": preview.measure,
    "issue": issue.measure,
    "webhooks": webhooks.measure,
    "cache": cache.measure,
    "walls": walls.measure,
    "assets": assets.measure,
}


def main(words: Sequence[str]) -> int:
    """Measure what is asked for; return 0 whether or not goals are met, and 1 where a measurement failed."""
    asked = _arguments(words)
    plan = Plan.quick(asked.rows) if asked.quick else Plan.full(asked.rows)
    names = asked.names or [*MEASURES, *(() if asked.quick else ("start",))]
    began = SystemClock().now()
    figures: list[Figure] = []
    try:
        if wanted := [name for name in MEASURES if name in names]:
            with stage.opened(stage.ROOT / ".data" / f"bench-{began:%H%M%S%f}") as there:
                houses = asyncio.run(people.houses(there, plan.tenants))
                for name in wanted:
                    say(f"Measuring {name} ...")
                    figures += MEASURES[name](there, houses, plan)
        if "start" in names:
            say("Measuring start ...")
            figures += start.measure()
    except (Problem, Failure, RuntimeError) as problem:
        say(f"{problem}")
        return 1
    print(table(figures))
    took = timedelta(seconds=round((SystemClock().now() - began).total_seconds()))
    print(
        f"\n{began:%Y-%m-%d %H:%M} UTC, {took} long; load of the machine in the last minute {cpu.load():.1f}."
    )
    return 0


def _arguments(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="./run bench", description="Measure the product; bench/README.md says how.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join([*MEASURES, 'start'])}; all")
    parser.add_argument("--rows", type=int, help="invoices in the large database (default: 1,000,000)")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that all of it runs")
    asked = parser.parse_args(words)
    if strange := [name for name in asked.names if name not in (*MEASURES, "start")]:
        parser.error(f"there is no measurement '{strange[0]}'")
    return asked


uvloop.install()
sys.exit(main(sys.argv[1:]))
