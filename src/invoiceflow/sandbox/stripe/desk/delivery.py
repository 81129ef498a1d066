"""Events on their way: signed, sent, and sent again while nobody takes them."""

import asyncio
import hashlib
import hmac
import json
import logging
from contextlib import suppress
from typing import Any, Final

import httpx

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.stripe.desk.world import World

_LOG: Final = logging.getLogger(__name__)
_TIMEOUT_SECONDS: Final = 10
_RETRIES_SECONDS: Final = (1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 1_800, 3_600)
"""After how long a delivery is tried again; made up, and far shorter than Stripe's three days."""
_IDLE_SECONDS: Final = 1.0


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the Stripe-Signature header of a body that is sent at this instant of the real clock."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


async def deliver_forever(world: World) -> None:
    """Send what is waiting, whenever something is, and let happen what falls due meanwhile."""
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as http:
        while True:
            world.posted.clear()
            if not await _round(world, http):
                with suppress(TimeoutError):
                    await asyncio.wait_for(world.posted.wait(), _IDLE_SECONDS)


async def _round(world: World, http: httpx.AsyncClient) -> int:
    """Return how many deliveries were sent; a mistake is told in the log, and ends this round only."""
    try:
        world.catch_up()
        return await deliver_waiting(world, http)
    except Exception:  # noqa: BLE001  # whatever it is, the next round must come
        _LOG.exception("a round of deliveries failed")
        return 0


async def deliver_waiting(world: World, http: httpx.AsyncClient) -> int:
    """Send what is due now: one after the other to each endpoint, to several endpoints at once; return how many."""
    rows = world.store.rows(
        "SELECT * FROM delivery WHERE state = 'waiting' AND due <= ? ORDER BY due, seq LIMIT 100",
        clock.now().timestamp(),
    )
    lanes: dict[str, list[Any]] = {}
    for row in rows:
        lanes.setdefault(row["endpoint"], []).append(row)
    await asyncio.gather(*(_send_all(world, http, lane) for lane in lanes.values()))
    return len(rows)


async def _send_all(world: World, http: httpx.AsyncClient, lane: list[Any]) -> None:
    for row in lane:
        _note(world, row, await _send(http, row))


async def _send(http: httpx.AsyncClient, row: Any) -> int | None:
    """Return the endpoint's status, or None where it gave no answer."""
    body = row["body"].encode()
    at = int(clock.now().timestamp())
    headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signature(row["secret"], body, at),
        "user-agent": "Stripe/1.0 (stand-in)",
    }
    try:
        return (await http.post(row["url"], content=body, headers=headers)).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return None


def _note(world: World, row: Any, status: int | None) -> None:
    """Remember how a delivery went; an event that all endpoints took is pending nowhere."""
    taken = status is not None and 200 <= status < 300
    attempts = row["attempts"] + 1
    state = "delivered" if taken else ("waiting" if attempts <= len(_RETRIES_SECONDS) else "given up")
    wait = 0 if state != "waiting" else _RETRIES_SECONDS[attempts - 1]
    with world.store.transaction():
        world.store.run(
            "UPDATE delivery SET attempts = ?, state = ?, status = ?, due = ? WHERE seq = ?",
            *(attempts, state, status, clock.now().timestamp() + wait, row["seq"]),
        )
        if taken:
            _count(world, row["event"], row["endpoint"])


def _count(world: World, event: str, endpoint: str) -> None:
    before = world.store.row(
        "SELECT count(*) AS n FROM delivery WHERE event = ? AND endpoint = ? AND state = 'delivered'",
        *(event, endpoint),
    )
    row = world.store.row("SELECT account, body FROM object WHERE kind = 'event' AND id = ?", event)
    if row is not None and before is not None and before["n"] == 1:
        body = json.loads(row["body"])
        world.store.put(row["account"], body | {"pending_webhooks": max(0, body["pending_webhooks"] - 1)})
