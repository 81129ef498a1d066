"""Preview: from the request of the builder, after a pause in typing, to the answer that holds the pages as pictures."""

import asyncio
import json
from collections.abc import Sequence

import drafting
import load
from people import House
from plan import Plan
from report import Figure
from stage import Stage

LINES = 12


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure drafts that changed by a word, and one that did not change."""
    with stage.database("preview") as database, stage.web(database) as web:
        changed, repeated = asyncio.run(_ask(web.port, houses[0], plan.previews))
    return [
        _figure(f"preview of {LINES} changed lines", changed, 100),
        _figure("preview of an unchanged draft", repeated, 10),
    ]


async def _ask(port: int, house: House, many: int) -> tuple[load.Answers, load.Answers]:
    path, headers = f"/app/{house.slug}/invoices/preview", {**house.browser, "Accept-Encoding": "gzip"}

    def make(number: int) -> bytes:
        sketch = drafting.content(number, LINES)
        return load.request("POST", path, headers, json.dumps(sketch).encode())

    await load.closed(port, lambda number: make(1_000_000 + number), clients=1, count=3)
    changed = await load.closed(port, make, clients=1, count=many)
    repeated = await load.closed(port, lambda _: make(many - 1), clients=1, count=many)
    for answers in (changed, repeated):
        answers.demand(200)
    return changed, repeated


def _figure(what: str, answers: load.Answers, goal_ms: float) -> Figure:
    measured = f"p50 {answers.wait_ms(50):.1f} ms, p95 {answers.wait_ms(95):.1f} ms"
    return Figure(what, measured, f"p50 under {goal_ms:.0f} ms", answers.wait_ms(50) < goal_ms)
