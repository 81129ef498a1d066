"""What this slice asks of the world outside: somebody who collects money."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.domain.event import ProviderEvent
from invoiceflow.payments.domain.mirror import Mirror
from invoiceflow.payments.domain.payout import SeenPayout
from invoiceflow.payments.domain.seen import (
    SeenAccount,
    SeenMirror,
    SeenPayment,
    SeenSession,
    SeenWarning,
)
from invoiceflow.payments.domain.statement import Statement
from invoiceflow.runtime.asking import Away, Declined, NothingThere

__all__ = ["Away", "Declined", "NothingThere"]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A tenant that wants to be paid; ``key`` makes the account once."""

    key: UUID
    name: str
    email: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class Order:
    """
    What a client is to pay, on which account; ``checkout_id`` makes the session once.

    With a ``payer`` Stripe keeps for them what they pay with.
    """

    checkout_id: UUID
    account: str
    amount_minor: int
    currency: str
    title: str
    email: str
    language: str
    success_url: str
    cancel_url: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class NewPayer:
    """A client for whom Stripe is to keep something, on which account; ``key`` makes them once."""

    key: UUID
    account: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class ChargeOrder:
    """What is charged to what Stripe keeps of a payer, without them; ``checkout_id`` charges it once."""

    checkout_id: UUID
    account: str
    payer: str
    payment_method: str
    amount_minor: int
    currency: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What is to go back; ``refund_id`` makes the refund once. ``is_fraud`` has Stripe block who paid."""

    refund_id: UUID
    account: str
    payment_intent: str
    amount_minor: int
    currency: str
    is_fraud: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What is handed in against a dispute; ``evidence_id`` hands it in once.

    ``texts`` are by Stripe's names for them, ``file_id`` is the invoice's document there, empty without one.
    """

    evidence_id: UUID
    account: str
    dispute: str
    texts: Mapping[str, str]
    file_id: str


@dataclass(frozen=True, slots=True)
class MirrorOrder:
    """
    An invoice that is to be made at Stripe, on which account and in which language.

    ``checkout_id``, with a word for each step, makes it once; ``made_at`` is that attempt's instant.
    """

    checkout_id: UUID
    account: str
    currency: str
    title: str
    language: str
    made_at: datetime
    mirror: Mirror


Documents = Callable[[TenantId, InvoiceId], Awaitable[bytes]]
"""Where the PDF of an issued invoice comes from, as its client has it."""


class Collector(Protocol):
    """
    Stripe, as this slice needs it. No transaction is open while it is asked.

    Every method raises Away; Declined where Stripe does not do it; NothingThere where there is no such thing.
    """

    @property
    def only_account(self) -> str:
        """The one account that all is collected on; empty where each tenant has its own."""
        ...

    async def open_account(self, wanted: NewAccount) -> SeenAccount:
        """Open an account, or return the one that was opened with the same key."""
        ...

    async def onboarding_url(self, account: str, *, return_url: str, refresh_url: str) -> str:
        """Return an address at which the tenant tells Stripe what it asks for. It works once, for minutes."""
        ...

    async def account(self, account: str) -> SeenAccount:
        """Return how an account stands."""
        ...

    async def open_session(self, order: Order) -> SeenSession:
        """Open a page on which exactly the amount is paid, or return the one of the same checkout."""
        ...

    async def expire_session(self, account: str, session_id: str) -> SeenSession:
        """End a session; return how it stands, which may be finished already."""
        ...

    async def session(self, account: str, session_id: str) -> SeenSession:
        """Return how a session stands."""
        ...

    async def payment(self, account: str, payment_intent: str) -> SeenPayment:
        """Return how a payment stands, with its refunds and disputes."""
        ...

    async def payout(self, account: str, name: str) -> SeenPayout:
        """Return a payout as it stands, with what it consists of."""
        ...

    async def open_payer(self, wanted: NewPayer) -> str:
        """Return Stripe's name for a client, new or that which was given for the same key."""
        ...

    async def charge(self, order: ChargeOrder) -> str:
        """Charge a saved method, once; return the payment's name, also where the bank refused."""
        ...

    async def find_charge(self, account: str, payer: str, checkout_id: UUID) -> str:
        """Return the name of the payment that a checkout's charge has led to; empty where Stripe knows of none."""
        ...

    async def detach(self, account: str, payment_method: str) -> None:
        """Have Stripe forget a payment method; nothing where it has."""
        ...

    async def is_kept(self, account: str, payment_method: str) -> bool:
        """Return whether Stripe keeps a payment method for a payer; not where it knows of none."""
        ...

    async def fraud_warning(self, account: str, name: str) -> SeenWarning:
        """Return an early fraud warning as it stands."""
        ...

    async def refund(self, order: RefundOrder) -> None:
        """Send money back, once for each refund."""
        ...

    async def upload(self, account: str, evidence_id: UUID, content: bytes) -> str:
        """Upload a PDF as evidence, once, and return Stripe's name for it."""
        ...

    async def answer(self, answer: Answer) -> None:
        """Hand evidence in, once; what becomes of the dispute is seen at its payment."""
        ...

    async def events_since(self, account: str, since: datetime) -> tuple[ProviderEvent, ...]:
        """Return what happened on an account since an instant, whether or not it was delivered."""
        ...


class Statements(Protocol):
    """
    What Stripe holds, for whoever compares it with the books. No transaction is open while it is asked.

    Raises Away; Declined where Stripe does not let look.
    """

    async def statement(self, account: str) -> Statement:
        """Return all that an account holds."""
        ...


class Mirrors(Protocol):
    """Invoices at Stripe, as this slice needs them. Raises as Collector does, and no transaction is open meanwhile."""

    async def payer(self, order: MirrorOrder, known: str) -> str:
        """Have Stripe know the client, ``known`` or not, as the invoice names them; return its name for them."""
        ...

    async def begin(self, order: MirrorOrder, payer: str) -> str:
        """Begin a draft without lines, or return the one that was begun with the same key; return its name."""
        ...

    async def fill(self, order: MirrorOrder, name: str) -> SeenMirror:
        """Put the lines on a draft that has none; return how it stands."""
        ...

    async def finalize(self, account: str, name: str) -> SeenMirror:
        """Make a draft payable, unless it is no draft any more; return how it stands, which may be ended."""
        ...

    async def invoice(self, account: str, name: str) -> SeenMirror:
        """Return how an invoice stands, whoever made it."""
        ...

    async def end(self, account: str, name: str, *, is_settled: bool) -> SeenMirror:
        """
        Take care that nobody pays an invoice any more; return how it stands, which may be that somebody was quicker.

        A draft is deleted, an open one voided, or called paid by other ways where it ``is_settled`` without Stripe.
        """
        ...
