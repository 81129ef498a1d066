"""
PDF: processor time of a document, by the engine alone beside the peers', and of the whole request that makes one.

Every document differs from the others. No worker runs, so that a request finds no document and makes it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import cpu
import drafting
import load
import peers
from people import House
from plan import Plan
from report import Figure, milliseconds
from stage import Served, Stage

WARM = 2
PEERS: Final[Mapping[str, Callable[[int, int], float | None]]] = {
    "@react-pdf/renderer": peers.react_pdf,
    "WeasyPrint": peers.weasyprint,
}
GOALS: Final[Mapping[int, Mapping[str, float]]] = {
    12: {"@react-pdf/renderer": 8, "WeasyPrint": 10},
    500: {"@react-pdf/renderer": 14},
}


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure short documents and long ones, beside those of the peer."""
    with stage.database("documents") as database, stage.web(database) as web:
        short = asyncio.run(_cpu_seconds(web, houses[0], lines=12, many=plan.documents))
        long = asyncio.run(_cpu_seconds(web, houses[0], lines=500, many=plan.long_documents))
    return [
        *_engines(12, plan.documents, GOALS[12], plan),
        *_engines(500, plan.long_documents, GOALS[500], plan),
        Figure(
            "PDF of 12 lines, CPU of the whole request, from reading to stored bytes",
            milliseconds(short * 1000),
        ),
        Figure("PDF of 500 lines, the same", milliseconds(long * 1000)),
    ]


async def _cpu_seconds(web: Served, house: House, *, lines: int, many: int) -> float:
    ids = await drafting.invoices(web.port, house, many + WARM, lines=lines)
    asked = [load.request("GET", f"{drafting.DRAFTS}/{each}/pdf", house.program) for each in ids]
    await load.closed(web.port, lambda number: asked[number], clients=1, count=WARM)
    before = cpu.seconds_of(web.pid)
    answers = await load.closed(web.port, lambda number: asked[number + WARM], clients=1, count=many)
    answers.demand(200)
    return (cpu.seconds_of(web.pid) - before) / many


def _engines(lines: int, many: int, goals: Mapping[str, float], plan: Plan) -> list[Figure]:
    own = peers.product(lines, many)
    figures = [Figure(f"PDF of {lines} lines, CPU of the engine", milliseconds(own * 1000))]
    for name, peer in PEERS.items():
        theirs = peer(lines, many) if plan.with_peers else None
        if theirs is None:
            continue
        measured = f"{theirs / own:.1f}x ({milliseconds(theirs * 1000)})"
        goal = goals.get(name)
        hoped, met = (f"at least {goal:g}x", theirs / own >= goal) if goal else ("", None)
        figures.append(Figure(f"PDF of {lines} lines, CPU against {name}", measured, hoped, met))
    return figures
