"""
A mirror: what an issued invoice says, as an invoice at Stripe with the same lines and the same total.

Ours is the document; Stripe's only collects. So it is finalized only where Stripe makes the same of it, to the cent.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from invoiceflow.invoicing.domain.invoice import Party
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import ClientId
from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.seen import SeenMirror

AT_LEAST: Final = timedelta(days=1)
"""How long after it was made an overdue invoice is due at Stripe, which takes no day that has passed."""

LONGEST_TEXT: Final = 250
"""Characters of a line at Stripe."""


class Way(StrEnum):
    """On which of Stripe's pages clients pay all that an invoice comes to."""

    CHECKOUT = "checkout"
    INVOICE = "invoice"


class DiffersAtStripe(Refused):
    """What Stripe makes of an invoice is not what it comes to."""

    code = "mirror.differs"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a mirror: what stands there, and its signed amount, taxes being lines of their own."""

    text: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Mirror:
    """What is copied of an issued invoice; ``note`` says at its foot that it is no second invoice."""

    client_id: ClientId | None
    buyer: Party
    entries: tuple[Entry, ...]
    due_on: date
    note: str

    def due_at(self, made_at: datetime) -> datetime:
        """Return when it is due at Stripe: at noon UTC, which is that day in nearly every zone; never in the past."""
        return max(datetime.combine(self.due_on, time(12), UTC), made_at + AT_LEAST)


def require_same(seen: SeenMirror, amount_minor: int, currency: str) -> None:
    """
    Compare what Stripe makes of an invoice with what it comes to.

    Raises:
        DiffersAtStripe: total, currency, or what is due of it differ: by a tax, discount or credit that Stripe adds.
    """
    total_minor, said_in = seen.page.amount_minor, seen.page.currency
    if (total_minor, seen.due_minor, said_in) == (amount_minor, amount_minor, currency):
        return
    total, due, ours = (
        Money(total_minor, said_in),
        Money(seen.due_minor, said_in),
        Money(amount_minor, currency),
    )
    raise DiffersAtStripe(
        f"Its invoice comes to {_plain(total)}, of which {_plain(due)} is due, instead of {_plain(ours)}. So the client"
        " pays on a page for the amount. Look at Stripe for a tax, discount or credit of this client."
    )


def _plain(money: Money) -> str:
    return f"{money.to_decimal()} {money.currency}"
