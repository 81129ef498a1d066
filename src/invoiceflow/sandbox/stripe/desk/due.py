"""What happens by itself, by the name under which it was put off."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

from invoiceflow.sandbox.stripe.checkout import session
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.store import Store
from invoiceflow.sandbox.stripe.money import charge, payment_intent, refund

ACTIONS: Final[Mapping[str, Callable[[Shelf, str], object]]] = {
    **charge.DUE,
    **payment_intent.DUE,
    **refund.DUE,
    **session.DUE,
}


def take(store: Store, until: int) -> sqlite3.Row | None:
    """Return the first thing that is due, and strike it off the list."""
    row = store.row("SELECT * FROM due WHERE at <= ? ORDER BY at, seq LIMIT 1", until)
    if row is not None:
        store.run("DELETE FROM due WHERE seq = ?", row["seq"])
    return row
