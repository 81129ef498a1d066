"""
What the books must say, kept as simply as can be: a few figures for each invoice, and how payments stand at Stripe.

Shares no code with the product but the type of ids. What the books know of a payment is how it stood when the product
last looked at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from invoiceflow.kernel.ids import InvoiceId

LEAST_AT_STRIPE = 50
"""So many cents Stripe takes at least."""


@dataclass(frozen=True, slots=True)
class AtStripe:
    """How a payment stands at Stripe. ``dispute`` is nothing, ``open``, ``won`` or ``lost``."""

    intent: str
    charge: str
    amount_minor: int
    refunded_minor: int = 0
    dispute: str = ""
    disputed_minor: int = 0

    @property
    def is_debit(self) -> bool:
        """Whether a bank account was charged, whose bank asks nobody before it takes the money back."""
        return self.charge.startswith("py_")

    @property
    def left_minor(self) -> int:
        """What the tenant may give back."""
        return (
            self.amount_minor - self.refunded_minor - (self.disputed_minor if self.dispute == "lost" else 0)
        )

    @property
    def may_dispute(self) -> bool:
        """Whether a bank may ask for it; once only."""
        return not self.dispute and self.left_minor > 0

    def may_refund(self, amount_minor: int) -> bool:
        """Whether so much may go back."""
        return self.dispute in ("", "won") and 0 < amount_minor <= self.left_minor

    def refunded(self, amount_minor: int) -> "AtStripe":
        """Return it after a refund."""
        return replace(self, refunded_minor=self.refunded_minor + amount_minor)

    def disputed(self) -> "AtStripe":
        """Return it while a bank wants back what is left."""
        return replace(self, dispute="open", disputed_minor=self.left_minor)

    def decided(self, how: str) -> "AtStripe":
        """Return it after the bank has decided."""
        return replace(self, dispute=how)


@dataclass(slots=True)
class Bill:
    """
    An invoice, what was paid on it, and the page on which a client may pay it.

    ``by_hand`` are the payments that somebody entered and that stand; those at Stripe are named by their intents.
    """

    id: InvoiceId
    total_minor: int
    is_void: bool = False
    by_hand: dict[UUID, int] = field(default_factory=dict)
    truth: dict[str, AtStripe] = field(default_factory=dict)
    known: dict[str, AtStripe] = field(default_factory=dict)
    page: str = ""

    @property
    def paid_minor(self) -> int:
        """What the books count as paid."""
        return sum(self.by_hand.values()) + sum(each.left_minor for each in self.known.values())

    @property
    def due_minor(self) -> int:
        """What is open."""
        return 0 if self.is_void else max(self.total_minor - self.paid_minor, 0)

    def may_be_open(self, begun: Mapping[str, int]) -> set[int]:
        """Return what may be left to pay, whichever of the payments that were begun at Stripe count by now as well."""
        sums = {0}
        for intent, amount_minor in begun.items():
            if intent not in self.known:
                left_minor = self.truth[intent].left_minor if intent in self.truth else amount_minor
                sums |= {each + more for each in sums for more in (left_minor, amount_minor)}
        return {self.due_minor - each for each in sums}

    @property
    def status(self) -> str:
        """What the list of invoices says."""
        if self.is_void:
            return "void"
        if self.due_minor == 0:
            return "paid"
        return "partially_paid" if self.paid_minor > 0 else "issued"

    def look(self, intent: str) -> None:
        """Have the product look at a payment; on a void invoice it is parked."""
        if not self.is_void:
            self.known[intent] = self.truth[intent]
