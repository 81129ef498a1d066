"""
Issuing over the API: what callers wait at a steady rate, and whether numbers stay gapless when fifty push at once.

All invoices are of one tenant, the hardest case: every one of them takes turns on its series and on its audit chain.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack

import drafting
import load
from people import House
from plan import Plan
from report import Figure
from stage import Stage

PER_SECOND = 50
GOAL_MS = 100
BUSY = 503
"""What a machine answers that is asked for more than it can carry; counted, since it is part of the figure."""

_NUMBERS = """
SELECT count(*), count(DISTINCT (period, seq)), coalesce(sum(last), 0) FROM invoices i
LEFT JOIN LATERAL (SELECT max(seq) AS last FROM invoices x WHERE x.tenant_id = i.tenant_id AND x.period = i.period) s
  ON i.seq = 1 WHERE i.tenant_id = '{tenant}' AND i.status <> 'draft'
"""


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure at a steady rate without and with the worker beside it, then with all clients pushing."""
    alone, beside, pushing = houses[0], houses[1], houses[-1]
    with ExitStack() as stack:
        database = stack.enter_context(stage.database("issue"))
        web = stack.enter_context(stage.web(database))
        figures = [_steady(asyncio.run(_at_a_rate(web.port, alone, plan)), plan, "jobs left waiting")]
        figures.append(asyncio.run(_pushed(stage, web.port, pushing, plan, database)))
        stack.enter_context(stage.worker(database))
        figures.append(_steady(asyncio.run(_at_a_rate(web.port, beside, plan)), plan, "worker draws PDFs"))
    return figures


async def _at_a_rate(port: int, house: House, plan: Plan) -> load.Answers:
    many, warm = plan.issue_seconds * PER_SECOND, 10
    ids = await drafting.drafts(port, house, many + warm, lines=3)
    asked = [drafting.issuing(house, each) for each in ids]
    await load.closed(port, lambda number: asked[number], clients=2, count=warm)
    answers = await load.open_loop(port, asked[warm:], per_second=PER_SECOND)
    answers.demand(200, BUSY)
    return answers


async def _pushed(stage: Stage, port: int, house: House, plan: Plan, database: str) -> Figure:
    many = plan.issue_clients * plan.issue_each
    ids = await drafting.drafts(port, house, many, lines=3)
    answers = await load.closed(
        port, lambda number: drafting.issuing(house, ids[number]), clients=plan.issue_clients, count=many
    )
    answers.demand(200, BUSY)
    found = stage.postgres.psql(_NUMBERS.format(tenant=house.tenant_id), database=database)
    issued, different, highest = map(int, found.split("|"))
    gapless = issued == different == highest == answers.statuses[200]
    rate = f"{answers.per_second:.0f}/s, p99 {answers.wait_ms(99):.0f} ms"
    measured = f"{issued} issued, {different} numbers, highest {highest}; {rate}{_refused(answers)}"
    return Figure(
        f"issue, {plan.issue_clients} closed-loop clients, one tenant", measured, "gapless", gapless
    )


def _steady(answers: load.Answers, plan: Plan, how: str) -> Figure:
    what = f"issue, {PER_SECOND} a second for {plan.issue_seconds} s, one tenant, {how}"
    measured = f"p50 {answers.wait_ms(50):.0f} ms, p99 {answers.wait_ms(99):.0f} ms{_refused(answers)}"
    met = answers.wait_ms(99) < GOAL_MS and not answers.statuses[BUSY]
    return Figure(what, measured, f"p99 under {GOAL_MS} ms", met)


def _refused(answers: load.Answers) -> str:
    refused = answers.statuses[BUSY]
    return f"; {refused} of {len(answers.waits)} answered {BUSY}" if refused else ""
