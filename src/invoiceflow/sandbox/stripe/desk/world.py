"""Everything there is of the stand-in: its file, its clock, its accounts."""

import asyncio
from datetime import datetime

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.stripe.desk import due
from invoiceflow.sandbox.stripe.ground import platforms
from invoiceflow.sandbox.stripe.ground.shelf import Cause, Shelf
from invoiceflow.sandbox.stripe.ground.store import Store

_AHEAD = "clock_ahead_seconds"


class World:
    """
    Lives in one thread. `site` is the address of its hosted pages; `key` opens the platform that the product is.

    Its clock is the real one and however far it was moved ahead.
    """

    def __init__(self, store: Store, site: str, key: str) -> None:
        self.store = store
        self.site = site
        self.key = key
        self.posted = asyncio.Event()
        self.busy_keys: set[tuple[str, str]] = set()
        with store.transaction():
            self.platform = platforms.open_platform(store, key)

    def now(self) -> int:
        """Return the instant in seconds."""
        return int(clock.now().timestamp()) + int(self.store.setting(_AHEAD, "0"))

    def move_clock(self, to: datetime) -> None:
        """Move the clock ahead, and let happen what falls due on the way. Raises ValueError for going back."""
        ahead = int(to.timestamp()) - int(clock.now().timestamp())
        if ahead < int(self.store.setting(_AHEAD, "0")):
            raise ValueError("the clock goes forward only")
        self.catch_up(int(to.timestamp()))
        self.store.set(_AHEAD, str(ahead))

    def catch_up(self, until: int | None = None) -> None:
        """Let happen what is due, each at its own time and in a transaction of its own."""
        until = self.now() if until is None else until
        while True:
            with self.store.transaction():
                row = due.take(self.store, until)
                if row is None:
                    return
                due.ACTIONS[row["action"]](self.shelf(row["account"], at=row["at"]), row["id"])
            self.posted.set()

    def shelf(self, account: str, *, at: int | None = None, cause: Cause | None = None) -> Shelf:
        """Return an account's shelf. Raises LookupError for an account that does not exist."""
        platform = platforms.platform_of(self.store, account)
        if platform is None:
            raise LookupError(f"there is no account {account}")
        return Shelf(
            *(self.store, account, platform, self.now() if at is None else at, self.site, cause or Cause())
        )
