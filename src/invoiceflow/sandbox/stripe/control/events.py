"""Levers on events that are on their way, and events that nobody but the stand-in made."""

from typing import Annotated, Literal

import httpx
import msgspec
from litestar import get, post
from msgspec import Meta, Struct

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.stripe.control.switches import platform
from invoiceflow.sandbox.stripe.desk.delivery import signature
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.wire import Json


class Delivery(Struct):
    """An event on its way to an endpoint; `status` is the endpoint's last answer."""

    event: str
    type: str
    endpoint: str
    state: str
    attempts: int
    status: int | None


class Release(Struct, forbid_unknown_fields=True):
    """
    Which held events go out, in this order; all of them in the order that they arrived, where none is named.

    An event that is named twice is sent twice; one that is not named stays held.
    """

    events: list[str] = []
    key: str = ""


class Resend(Struct, forbid_unknown_fields=True):
    """How often an event is sent again."""

    event: str
    copies: Annotated[int, Meta(ge=1, le=100)] = 1


class Forgery(Struct, forbid_unknown_fields=True):
    """
    A body that is sent to an endpoint, and how it is signed.

    `old` and `future` are signed rightly for an instant ten minutes away; `padding_bytes` makes the body long.
    """

    endpoint: str
    body: Json
    signed: Literal["right", "wrong", "not", "old", "future"] = "right"
    padding_bytes: int = 0
    key: str = ""


class Answered(Struct):
    """What an endpoint answered."""

    status: int


_AWAY = {"old": -600, "future": 600}


@get("/_control/deliveries", sync_to_thread=False)
def deliveries(world: World, key: str = "") -> list[Delivery]:
    """List what was sent for a platform's events, in the order of their arrival."""
    return of_platform(world, platform(world, key))


def of_platform(world: World, name: str) -> list[Delivery]:
    """Return the deliveries of a platform's events, in the order of their arrival."""
    rows = world.store.rows(
        "SELECT d.event, json_extract(d.body, '$.type') AS type, d.endpoint, d.state, d.attempts, d.status"
        " FROM delivery d JOIN object o ON o.id = d.event JOIN account a ON a.id = o.account"
        " WHERE a.platform = ? ORDER BY d.seq",
        name,
    )
    return [Delivery(**dict(row)) for row in rows]


@post("/_control/events/release", sync_to_thread=False)
def release(data: Release, world: World) -> list[Delivery]:
    """Send held events, and return how all deliveries stand."""
    name = platform(world, data.key)
    held = [each.event for each in of_platform(world, name) if each.state == "held"]
    order = data.events or list(dict.fromkeys(held))
    now = clock.now().timestamp()
    with world.store.transaction():
        for place, event in enumerate(order):
            send = _again if event in order[:place] else _let_go
            send(world, event, now + place / 1_000)
    world.posted.set()
    return of_platform(world, name)


@post("/_control/events/resend", sync_to_thread=False)
def resend(data: Resend, world: World) -> None:
    """Send an event again to every endpoint that it was for."""
    with world.store.transaction():
        for _ in range(data.copies):
            _again(world, data.event, clock.now().timestamp())
    world.posted.set()


@post("/_control/events/retry", sync_to_thread=False)
def retry(world: World) -> None:
    """Have everything that waits for its next try go out now, whoever's it is."""
    with world.store.transaction():
        world.store.run("UPDATE delivery SET due = 0 WHERE state = 'waiting'")
    world.posted.set()


@post("/_control/forge")
async def forge(data: Forgery, world: World) -> Answered:
    """Send an endpoint what no account ever recorded."""
    owner = platform(world, data.key)
    endpoint = world.store.get(owner, "webhook_endpoint", data.endpoint)
    if endpoint is None:
        raise missing("webhook endpoint", data.endpoint)
    secret = str(world.store.hidden(owner, data.endpoint)["secret"])
    body = msgspec.json.encode(data.body) + b" " * data.padding_bytes
    at = int(clock.now().timestamp()) + _AWAY.get(data.signed, 0)
    signed = signature("whsec_wrong" if data.signed == "wrong" else secret, body, at)
    headers = {
        "content-type": "application/json",
        **({} if data.signed == "not" else {"stripe-signature": signed}),
    }
    async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
        return Answered((await http.post(endpoint["url"], content=body, headers=headers)).status_code)


def _let_go(world: World, event: str, due: float) -> None:
    world.store.run(
        "UPDATE delivery SET state = 'waiting', due = ? WHERE event = ? AND state = 'held'", due, event
    )


def _again(world: World, event: str, due: float) -> None:
    world.store.run(
        "INSERT INTO delivery (event, endpoint, body, url, secret, due)"
        " SELECT event, endpoint, body, url, secret, ? FROM delivery WHERE event = ? GROUP BY endpoint",
        *(due, event),
    )


HANDLERS = (deliveries, release, resend, retry, forge)
