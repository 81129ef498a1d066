"""What happens by itself, by the name under which it was put off."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

from invoiceflow.sandbox.stripe.checkout import session
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.store import Store
from invoiceflow.sandbox.stripe.money import charge, payment_intent, payout, refund
from invoiceflow.sandbox.stripe.selling import invoice, subscription
from invoiceflow.sandbox.stripe.trouble import dispute, early_fraud_warning, review

AHEAD: Final = "ahead "
"""The beginning of the setting that tells how many seconds a platform's clock is ahead."""
_DUE: Final = """
    SELECT due.*
    FROM due JOIN account ON account.id = due.account LEFT JOIN setting ON setting.name = ? || account.platform
    WHERE due.at - CAST(coalesce(setting.value, '0') AS INTEGER) <= ?
    ORDER BY due.at, due.seq
    LIMIT 1
"""
ACTIONS: Final[Mapping[str, Callable[[Shelf, str], object]]] = {
    **charge.DUE,
    **dispute.DUE,
    **early_fraud_warning.DUE,
    **invoice.DUE,
    **payment_intent.DUE,
    **payout.DUE,
    **refund.DUE,
    **review.DUE,
    **session.DUE,
    **subscription.DUE,
}


def first(store: Store, now: int) -> sqlite3.Row | None:
    """Return what is due first, each by its platform's clock; `now` is the real clock's."""
    return store.row(_DUE, AHEAD, now)


def strike(store: Store, row: sqlite3.Row) -> None:
    """Take something off the list."""
    store.run("DELETE FROM due WHERE seq = ?", row["seq"])
