"""Levers for tests, as JSON. Each pulls at one platform: that of `key`, or the product's where none is named."""

import json
from typing import Annotated

from litestar import get, post, put
from litestar.exceptions import ClientException
from msgspec import Meta, Struct

from invoiceflow.sandbox.stripe.control import pressing
from invoiceflow.sandbox.stripe.desk import faults
from invoiceflow.sandbox.stripe.desk.faults import Fault
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground import outgoing, platforms
from invoiceflow.sandbox.stripe.ground.outgoing import Switches
from invoiceflow.sandbox.stripe.ground.wire import Json


class Key(Struct, forbid_unknown_fields=True):
    """A secret key, which begins with sk_test_ or rk_test_."""

    key: str


class Opened(Struct):
    """An account, by its id."""

    account: str


class Advance(Struct, forbid_unknown_fields=True):
    """How far a platform's clock goes ahead."""

    seconds: Annotated[int, Meta(ge=0)]
    key: str = ""


class Clock(Struct):
    """A platform's instant, in seconds."""

    now: int


class Press(Struct, forbid_unknown_fields=True):
    """What is to happen to which object of which account; an amount where only a part is meant."""

    action: str
    account: str
    id: str
    amount: int | None = None


@post("/_control/platforms", sync_to_thread=False)
def open_platform(data: Key, world: World) -> Opened:
    """Have a key open an account of its own, which shares nothing with those of other keys."""
    with world.store.transaction():
        return Opened(platforms.open_platform(world.store, data.key))


@get("/_control/clock", sync_to_thread=False)
def read_clock(world: World, key: str = "") -> Clock:
    """Tell what time it is for a platform."""
    return Clock(world.now(platform(world, key)))


@post("/_control/clock", sync_to_thread=False)
def advance(data: Advance, world: World) -> Clock:
    """Move a platform's clock ahead; what falls due on the way has happened when this answers."""
    name = platform(world, data.key)
    world.advance(name, data.seconds)
    world.posted.set()
    return Clock(world.now(name))


@get("/_control/switches", sync_to_thread=False)
def read_switches(world: World, key: str = "") -> Switches:
    """Tell what becomes of a platform's events."""
    return outgoing.switches(world.store, platform(world, key))


@put("/_control/switches", sync_to_thread=False)
def set_switches(data: Switches, world: World, key: str = "") -> Switches:
    """Change what becomes of a platform's events; what is not named is as at first."""
    with world.store.transaction():
        outgoing.switch(world.store, platform(world, key), data)
    return data


@get("/_control/faults", sync_to_thread=False)
def read_faults(world: World) -> list[Fault]:
    """Tell which answers are still to go wrong."""
    return faults.armed(world.store)


@put("/_control/faults", sync_to_thread=False)
def set_faults(data: list[Fault], world: World) -> list[Fault]:
    """Have the next answers go wrong, whoever asks."""
    with world.store.transaction():
        faults.arm(world.store, data)
    return data


@post("/_control/press", sync_to_thread=False)
def press(data: Press, world: World) -> Json:
    """Have something happen now that a bank, a payer or Stripe would do, and return what it did that to."""
    return pressing.press(world, data.account, data.action, data.id, data.amount)


@get("/_control/objects", sync_to_thread=False)
def objects(world: World, key: str = "") -> list[Json]:
    """Return everything that a platform and its accounts have, in the order of its making, as it is sent."""
    rows = world.store.rows(
        "SELECT o.body FROM object o JOIN account a ON a.id = o.account"
        " WHERE a.platform = ? AND o.kind NOT LIKE '\\_%' ESCAPE '\\' ORDER BY o.seq",
        platform(world, key),
    )
    return [json.loads(row["body"]) for row in rows]


def platform(world: World, key: str) -> str:
    """Return the platform that a key opens, or the product's."""
    if not key:
        return world.platform
    row = world.store.row("SELECT id FROM account WHERE key = ?", key)
    if row is None:
        raise ClientException("no such key")
    return str(row["id"])


HANDLERS = (
    *(open_platform, read_clock, advance, read_switches, set_switches),
    *(read_faults, set_faults, press, objects),
)
