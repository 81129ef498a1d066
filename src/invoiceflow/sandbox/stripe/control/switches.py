"""Levers for tests, as JSON."""

from litestar import post
from msgspec import Struct

from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground import platforms


class Key(Struct, forbid_unknown_fields=True):
    """A secret key, which begins with sk_test_ or rk_test_."""

    key: str


class Opened(Struct):
    """An account, by its id."""

    account: str


@post("/_control/platforms", sync_to_thread=False)
def open_platform(data: Key, world: World) -> Opened:
    """Have a key open an account of its own, which shares nothing with those of other keys."""
    with world.store.transaction():
        return Opened(platforms.open_platform(world.store, data.key))
