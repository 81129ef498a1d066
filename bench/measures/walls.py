"""
What a clock tells an attacker: another tenant's thing beside one that does not exist, and a forged message.

Both are asked in pairs, one after the other over one connection, and change places every other time: what else the
machine does meets both.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median
from uuid import uuid4

from stripe import WebhookSignature

import load
import seed
from invoiceflow.runtime.clock import SystemClock
from people import House
from plan import Plan
from report import Figure
from stage import Served, Stage

GOAL_MS = 5
MOST_FORGED = 100
"""Pairs: of messages with a bad signature 120 a minute are looked at."""
FORGED = b'{"id": "evt_forged", "object": "event", "type": "payment_intent.succeeded"}'
_REQUEST_ID = re.compile(rb"req_[0-9a-z]+|[0-9a-f]{32}|[0-9a-f-]{36}")

Pairs = tuple[Sequence[bytes], Sequence[bytes]]


def measure(stage: Stage, houses: Sequence[House], plan: Plan) -> list[Figure]:
    """Measure both on one web process that knows Stripe's secrets, with invoices of all tenants."""
    own = houses[0]
    with ExitStack() as stack:
        stripe = stack.enter_context(stage.stand_in())
        database = stack.enter_context(stage.database("walls"))
        seed.fill(stage.postgres, database, plan.small)
        told = stage.postgres.psql("SELECT id, tenant_id FROM invoices", database=database).splitlines()
        foreign = [row.split("|")[0] for row in told if str(own.tenant_id) not in row]
        web = stack.enter_context(stage.web(database, more=stripe))
        program = _hidden(web, "/api/v1/invoices/{}", own.program, foreign, plan)
        page = _hidden(web, f"/app/{own.slug}/invoices/{{}}", own.browser, foreign, plan)
        forged = _forged(web, plan)
        counted = (
            "SELECT (SELECT count(*) FROM provider_events) + (SELECT count(*) FROM directory.stray_events)"
        )
        if (kept := stage.postgres.psql(counted, database=database).strip()) != "0":
            raise RuntimeError(f"{kept} forged messages were kept")
    return [
        _figure("another tenant's invoice against a missing one, JSON", program),
        _figure("the same as a page", page),
        _figure("forged message of Stripe against /healthz", forged),
    ]


def _hidden(
    web: Served, path: str, headers: dict[str, str], foreign: Sequence[str], plan: Plan
) -> list[float]:
    """Return how much longer another tenant's thing takes than none at all, for each pair in milliseconds."""
    names = [(name, str(uuid4())) for name in foreign[: plan.pairs]]
    theirs, missing = (
        [load.request("GET", path.format(name), headers) for name in each]
        for each in zip(*names, strict=True)
    )
    answers = asyncio.run(_in_turns(web, (theirs, missing)))
    answers.demand(404)
    if len(bodies := {_REQUEST_ID.sub(b"", body) for body in answers.bodies or ()}) != 1:
        raise RuntimeError(f"the answers differ: {bodies}")
    return _longer(answers.waits)


def _forged(web: Served, plan: Plan) -> list[float]:
    """Return how much longer a message with another's signature takes than an answer that costs nothing."""
    at = int(SystemClock().now().timestamp())
    signed = WebhookSignature.generate_signature_header(FORGED.decode(), "whsec_of_somebody_else", at)
    forged = load.request("POST", "/webhooks/stripe", {"Stripe-Signature": signed}, FORGED)
    many = min(plan.pairs, MOST_FORGED)
    sent = ([forged] * many, [load.request("GET", "/healthz", {})] * many)
    answers = asyncio.run(_in_turns(web, sent))
    answers.demand(400, 200)
    if answers.statuses[400] != many:
        raise RuntimeError(f"forged messages were answered {answers.statuses}")
    return _longer(answers.waits)


async def _in_turns(web: Served, pairs: Pairs) -> load.Answers:
    """Ask one of each, and the next two the other way round; the first four pay for what is loaded late."""
    first, second = pairs
    count = 2 * len(first)
    sent = [pairs[_side(number)][number // 2] for number in range(count)]
    await load.closed(web.port, lambda number: (first[0], second[0])[number % 2], clients=1, count=4)
    return await load.closed(web.port, sent.__getitem__, clients=1, count=count, keep=True)


def _side(number: int) -> int:
    """Return which of a pair is asked as that number: 0 1, 1 0, 0 1 and so on."""
    return (number + number // 2) % 2


def _longer(waits: Sequence[float]) -> list[float]:
    """Return by how much the first of each pair took longer than the second, in milliseconds."""
    differences = []
    for at in range(0, len(waits), 2):
        first, second = waits[at : at + 2] if _side(at) == 0 else reversed(waits[at : at + 2])
        differences.append((first - second) * 1000)
    return differences


def _figure(what: str, longer_ms: Sequence[float]) -> Figure:
    middle = median(longer_ms)
    measured = f"{middle:+.2f} ms, of {len(longer_ms)} pairs"
    return Figure(f"{what}, p50", measured, f"under {GOAL_MS} ms apart", abs(middle) < GOAL_MS)
