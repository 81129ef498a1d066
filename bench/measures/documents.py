"""
PDF: processor time for the document of an issued invoice, from the request to the stored bytes.

No worker runs, so that the request finds no document and makes it. Every document differs from the others.
"""

import asyncio
from collections.abc import Sequence

import cpu
import drafting
import load
import peers
from people import House
from plan import Plan
from report import Figure, milliseconds
from stage import Served, Stage

WARM = 2


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure short documents and long ones, beside those of the peer."""
    with stage.database("documents") as database, stage.web(database) as web:
        short = asyncio.run(_cpu_seconds(web, houses[0], lines=12, many=plan.documents))
        long = asyncio.run(_cpu_seconds(web, houses[0], lines=500, many=plan.long_documents))
    return [
        *_figures(short, 12, plan.documents, 8, plan),
        *_figures(long, 500, plan.long_documents, 14, plan),
    ]


async def _cpu_seconds(web: Served, house: House, *, lines: int, many: int) -> float:
    ids = await drafting.invoices(web.port, house, many + WARM, lines=lines)
    asked = [load.request("GET", f"{drafting.DRAFTS}/{each}/pdf", house.program) for each in ids]
    await load.closed(web.port, lambda number: asked[number], clients=1, count=WARM)
    before = cpu.seconds_of(web.pid)
    answers = await load.closed(web.port, lambda number: asked[number + WARM], clients=1, count=many)
    answers.demand(200)
    return (cpu.seconds_of(web.pid) - before) / many


def _figures(seconds: float, lines: int, many: int, goal: float, plan: Plan) -> list[Figure]:
    figures = [Figure(f"PDF of {lines} lines, CPU", milliseconds(seconds * 1000))]
    theirs = peers.react_pdf(lines, many) if plan.with_peers else None
    if theirs is not None:
        measured = f"{theirs / seconds:.1f}x (@react-pdf: {milliseconds(theirs * 1000)})"
        what = f"PDF of {lines} lines, CPU against @react-pdf/renderer"
        figures.append(Figure(what, measured, f"at least {goal:g}x", theirs / seconds >= goal))
    return figures
