"""Everything there is of the stand-in: its file, its clock, its accounts."""

import asyncio

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.stripe.desk import due
from invoiceflow.sandbox.stripe.ground import platforms
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Cause, Shelf
from invoiceflow.sandbox.stripe.ground.store import Store


class World:
    """
    Lives in one thread. `site` is the address of its hosted pages; `key` opens the platform that the product is.

    Each platform's clock is the real one and however far it was moved ahead.
    """

    def __init__(self, store: Store, site: str, key: str) -> None:
        self.store = store
        self.site = site
        self.key = key
        self.posted = asyncio.Event()
        self.busy_keys: set[tuple[str, str]] = set()
        with store.transaction():
            self.platform = platforms.open_platform(store, key)

    def now(self, platform: str) -> int:
        """Return a platform's instant in seconds."""
        return int(clock.now().timestamp()) + int(self.store.setting(f"{due.AHEAD}{platform}", "0"))

    def advance(self, platform: str, seconds: int) -> None:
        """Move a platform's clock ahead, and let happen what falls due on the way. Raises ValueError for going back."""
        if seconds < 0:
            raise ValueError("the clock goes forward only")
        name = f"{due.AHEAD}{platform}"
        with self.store.transaction():
            self.store.set(name, str(int(self.store.setting(name, "0")) + seconds))
        self.catch_up()

    def catch_up(self) -> None:
        """Let happen what is due, each at its own time and in a transaction of its own."""
        while (row := due.first(self.store, int(clock.now().timestamp()))) is not None:
            try:
                with self.store.transaction():
                    due.strike(self.store, row)
                    due.ACTIONS[row["action"]](self.shelf(row["account"], at=row["at"]), row["id"])
            except Refusal:
                # Its object has gone another way since: this does not happen any more.
                due.strike(self.store, row)
            self.posted.set()

    def shelf(self, account: str, *, at: int | None = None, cause: Cause | None = None) -> Shelf:
        """Return an account's shelf. Raises LookupError for an account that does not exist."""
        platform = platforms.platform_of(self.store, account)
        if platform is None:
            raise LookupError(f"there is no account {account}")
        return Shelf(
            *(
                self.store,
                account,
                platform,
                self.now(platform) if at is None else at,
                self.site,
                cause or Cause(),
            )
        )
