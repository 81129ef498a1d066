"""What was seen at Stripe when it was asked: the present state of its objects, amounts in our own minor units."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.payments.domain.payment import Method


class SessionStatus(StrEnum):
    """How far a Checkout Session has come."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SeenSession:
    """
    A Checkout Session. ``checkout_id`` is ours, None for one that we did not open.

    ``has_failed``: it is complete, but the bank refused the money later; ``fault`` is what Stripe says of that.
    """

    id: str
    checkout_id: UUID | None
    status: str
    is_paid: bool
    has_failed: bool
    amount_minor: int
    currency: str
    payment_intent: str
    url: str
    expires_at: datetime
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SeenTransaction:
    """
    A movement of the account's balance: what it brought or, below zero, took; and the fee within it.

    ``currency`` is the balance's, which may be another one than the payment's.
    """

    id: str
    amount_minor: int
    fee_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """A refund. ``refund_id`` is ours, None for one that was made at Stripe."""

    id: str
    refund_id: UUID | None
    amount_minor: int
    status: str
    fault: str
    transaction: SeenTransaction | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SeenDispute:
    """A dispute, or an inquiry, which holds no money."""

    id: str
    status: str
    reason: str
    amount_minor: int
    evidence_due_at: datetime | None
    transactions: tuple[SeenTransaction, ...]


@dataclass(frozen=True, slots=True)
class SeenCharge:
    """Money that was taken. ``instrument`` is for people ("Visa 4242"); ``transaction`` may come to be known later."""

    id: str
    amount_minor: int
    method: Method
    instrument: str
    risk_level: str
    transaction: SeenTransaction | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """
    A payment intent with all that hangs on it, in one currency.

    ``charge`` is None until money was taken. ``checkout_id`` is ours, None for a sale that is none of ours.
    """

    id: str
    checkout_id: UUID | None
    currency: str
    charge: SeenCharge | None
    refunds: tuple[SeenRefund, ...] = ()
    disputes: tuple[SeenDispute, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """A tenant's account at Stripe: whether it can take payments, and what Stripe still asks for."""

    id: str
    is_ready: bool
    requirements: tuple[str, ...]
    is_closed: bool = False
