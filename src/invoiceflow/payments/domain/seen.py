"""What was seen at Stripe when it was asked: the present state of its objects, amounts in our own minor units."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.payments.domain.payment import Method


class SessionStatus(StrEnum):
    """How far a Checkout Session has come, or an invoice, which can be a draft."""

    DRAFT = "draft"
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SeenSession:
    """
    A page to pay on: a Checkout Session, or an invoice. ``checkout_id`` is ours, None for one that we did not open.

    ``has_failed``: it is complete, but the bank refused the money later; ``fault`` is what Stripe says of that. An
    invoice stays open until somebody ends it: ``expires_at`` is None.
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
    expires_at: datetime | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SeenMirror:
    """
    An invoice at Stripe, which is a page to pay on, and what is due on it, which credits there can lower.

    ``is_payable``: somebody could pay it now, also where the bank has just refused a payment of it.
    """

    page: SeenSession
    due_minor: int
    is_payable: bool


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
    """
    A dispute, or an inquiry, which holds no money.

    ``is_refundable``: Stripe would still send the money back. ``submissions`` counts how often evidence was handed in.
    """

    id: str
    status: str
    reason: str
    amount_minor: int
    evidence_due_at: datetime | None
    transactions: tuple[SeenTransaction, ...]
    is_refundable: bool = False
    submissions: int = 0
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeenWarning:
    """
    An issuer's word that a payment was fraud. ``payment_intent`` is empty for a charge without one.

    ``is_actionable``: neither disputed nor wholly given back yet.
    """

    id: str
    payment_intent: str
    fraud_type: str
    is_actionable: bool
    warned_at: datetime


@dataclass(frozen=True, slots=True)
class SeenCharge:
    """
    Money that was taken. ``instrument`` is for people ("Visa 4242"); ``transaction`` may come to be known later.

    ``outcome`` is what Stripe made of its risk, ``outcome_says`` its sentence for that. ``review`` is ``open`` while
    people look at it at Stripe, then the reason for which that ended; empty without one. ``payment_method`` is Stripe's
    name for what was charged.
    """

    id: str
    amount_minor: int
    method: Method
    instrument: str
    risk_level: str
    transaction: SeenTransaction | None
    created_at: datetime
    outcome: str = ""
    outcome_says: str = ""
    review: str = ""
    payment_method: str = ""


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """
    A payment intent with all that hangs on it, in one currency.

    ``charge`` is None until money was taken. ``checkout_id`` is ours, None for a sale that is none of ours. Of
    ``warnings`` there are those that were asked for. ``status`` is Stripe's word; ``fault`` says why it failed
    last, and ``fault_code`` is Stripe's code for that.
    """

    id: str
    checkout_id: UUID | None
    currency: str
    charge: SeenCharge | None
    refunds: tuple[SeenRefund, ...] = ()
    disputes: tuple[SeenDispute, ...] = ()
    warnings: tuple[SeenWarning, ...] = ()
    status: str = ""
    fault: str = ""
    fault_code: str = ""


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """A tenant's account at Stripe: whether it can take payments, and what Stripe still asks for."""

    id: str
    is_ready: bool
    requirements: tuple[str, ...]
    is_closed: bool = False
