"""A checkout: one attempt to have an invoice paid through Stripe, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.seen import SeenPayment, SeenSession, SessionStatus


class State(StrEnum):
    """How far a checkout has come."""

    CREATED = "created"
    """Meant, but not known to Stripe yet, or it is not known whether it is."""
    OPEN = "open"
    PENDING = "pending"
    """The client has finished; their bank has not answered yet."""
    PAID = "paid"
    FAILED = "failed"
    """The bank refused in the end."""
    EXPIRED = "expired"
    REFUSED = "refused"
    """Stripe would not open it."""


_FINAL: Final[frozenset[State]] = frozenset()
MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.CREATED: frozenset(State) - {State.CREATED},
    State.OPEN: frozenset({State.PENDING, State.PAID, State.FAILED, State.EXPIRED}),
    State.PENDING: frozenset({State.PAID, State.FAILED}),
    State.FAILED: frozenset({State.PAID}),
    # The client may have finished in the moment in which it was ended.
    State.EXPIRED: frozenset({State.PENDING, State.PAID, State.FAILED}),
    State.REFUSED: frozenset({State.OPEN, State.PENDING, State.PAID, State.FAILED}),
    State.PAID: _FINAL,
}
"""From each state, where it can go."""

BEHIND: Final[Mapping[State, frozenset[State]]] = {
    State.CREATED: _FINAL,
    State.OPEN: _FINAL,
    State.PENDING: frozenset({State.OPEN}),
    State.FAILED: frozenset({State.OPEN, State.PENDING}),
    State.EXPIRED: frozenset({State.OPEN}),
    # What was begun of it was ended again.
    State.REFUSED: frozenset({State.EXPIRED}),
    State.PAID: frozenset({State.OPEN, State.PENDING}),
}
"""What was true before, or follows from it, and may be heard late: it changes nothing. All else contradicts."""


class Contradicted(Refused):
    """Stripe says of a checkout what cannot follow from what is known of it."""

    code = "checkout.contradicted"


class OtherThanAgreed(Refused):
    """What Stripe says of a payment is not what was asked for: another amount, currency or account."""

    code = "checkout.other_than_agreed"


@dataclass(frozen=True, slots=True)
class Checkout:
    """
    An attempt to pay exactly ``amount_minor``, on a tenant's account at Stripe (``account``).

    A client pays on a page, or what is open is charged to a saved method (``method_id``) without them. The page is a
    Checkout Session or a mirror (``way``), and ``session_id`` is Stripe's name for either. A mirror is open until
    somebody ends it (``expires_at`` is None), and made out to a ``payer``, as Stripe calls the client. ``saves``: what
    is paid with is kept for later, as the client agreed. ``fault`` says why it came to nothing, in Stripe's words, and
    ``fault_code`` is its code for that.
    """

    id: UUID
    invoice_id: InvoiceId
    account: str
    amount_minor: int
    currency: str
    created_at: datetime
    expires_at: datetime | None
    state: State = State.CREATED
    session_id: str = ""
    payment_intent: str = ""
    url: str = ""
    fault: str = ""
    saves: bool = False
    method_id: UUID | None = None
    fault_code: str = ""
    way: Way = Way.CHECKOUT
    payer: str = ""

    @property
    def waits(self) -> bool:
        """Whether its money may come without anybody doing anything, so that nobody else should pay it."""
        return self.state is State.PENDING or (self.state is State.CREATED and self.method_id is not None)

    def moved(self, to: State) -> "Checkout":
        """
        Return the checkout in another state, or as it is where that was true before.

        Raises:
            Contradicted: it can never get there from where it is.
        """
        if to is self.state or to in BEHIND[self.state]:
            return self
        if to not in MOVES[self.state]:
            raise Contradicted(f"This checkout is {self.state}; Stripe says that it is {to}.")
        return replace(self, state=to)

    def as_seen(self, seen: SeenSession) -> "Checkout":
        """
        Return the checkout as Stripe shows its session.

        Raises:
            OtherThanAgreed: the amount or currency is another one, or it is another session.
            Contradicted: it cannot have come there.
        """
        self.require_agreed(seen.amount_minor, seen.currency)
        if self.session_id not in ("", seen.id):
            raise OtherThanAgreed("Stripe names another session for this checkout.")
        known = replace(
            self,
            session_id=seen.id,
            payment_intent=seen.payment_intent or self.payment_intent,
            url=seen.url or self.url,
            expires_at=seen.expires_at,
            fault=seen.fault or self.fault,
        )
        return known.moved(state_of(seen))

    def as_charged(self, seen: SeenPayment) -> "Checkout":
        """
        Return the charge of a saved method as Stripe shows it, as long as no money came.

        Raises:
            Contradicted: it cannot have come there.
        """
        has_failed = bool(seen.fault_code) or seen.status == "canceled"
        to = State.PENDING if seen.status == "processing" else State.FAILED if has_failed else self.state
        return replace(self, payment_intent=seen.id, fault=seen.fault, fault_code=seen.fault_code).moved(to)

    def require_agreed(self, amount_minor: int, currency: str) -> None:
        """
        Compare what Stripe says with what was asked for.

        Raises:
            OtherThanAgreed: they differ.
        """
        if (amount_minor, currency) != (self.amount_minor, self.currency):
            agreed, said = f"{self.amount_minor} {self.currency}", f"{amount_minor} {currency}"
            raise OtherThanAgreed(f"Asked for were {agreed} (minor units); Stripe says {said}.")


def state_of(seen: SeenSession) -> State:
    """
    Return the state that a session stands for.

    Finished is not paid, also where Stripe has the money: it is once the books have it, and until then nobody is asked
    to pay again.
    """
    if seen.status == SessionStatus.COMPLETE:
        return State.FAILED if seen.has_failed else State.PENDING
    return State.EXPIRED if seen.status == SessionStatus.EXPIRED else State.OPEN
