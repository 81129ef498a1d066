"""
What the books must hold, given how a payment stands at Stripe.

Every effect belongs to one object there, and exists at most once for it. So applying is adding what is missing: the
same however often Stripe tells something, in which order, and what of it is lost.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from invoiceflow.payments.domain.movement import Movement, MovementKind
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.seen import SeenDispute, SeenPayment, SeenRefund, SeenTransaction

TAKEN = frozenset({"pending", "succeeded", "failed", "canceled"})
"""Statuses of refunds whose money has left; a refund that waits for the client's details has taken nothing yet."""

GIVEN_BACK = frozenset({"failed", "canceled"})

Written = Collection[tuple[Kind | MovementKind, str]]
"""What is in the books already: kind and object at Stripe."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of money to be written: as of a payment (domain/payment.py), but without its invoice."""

    kind: Kind
    provider_id: str
    amount_minor: int


Effect = Entry | Movement


def missing(seen: SeenPayment, written: Written) -> tuple[Effect, ...]:
    """Return what is to be written, in an order in which no payment ever goes below nothing."""
    return tuple(each for each in _all(seen, written) if (each.kind, each.provider_id) not in written)


def _all(seen: SeenPayment, written: Written) -> Iterator[Effect]:
    if seen.charge is None:
        return
    yield Entry(Kind.PAYMENT, seen.charge.id, seen.charge.amount_minor)
    yield from _fee(seen.charge.transaction, seen.currency)
    for refund in seen.refunds:
        yield from _of_refund(refund, seen.currency)
    for dispute in seen.disputes:
        yield from _of_dispute(dispute, seen.currency, written)


def _fee(transaction: SeenTransaction | None, currency: str) -> Iterator[Effect]:
    """Yield the fee of a transaction. One in another currency has no place in this journal, and is kept beside it."""
    if transaction and transaction.fee_minor and transaction.currency == currency:
        yield Movement(MovementKind.FEE, transaction.id, transaction.fee_minor)


def _of_refund(refund: SeenRefund, currency: str) -> Iterator[Effect]:
    if refund.status not in TAKEN:
        return
    yield Entry(Kind.REFUND, refund.id, -refund.amount_minor)
    yield from _fee(refund.transaction, currency)
    if refund.status in GIVEN_BACK:
        yield Entry(Kind.REFUND_FAILED, refund.id, refund.amount_minor)


def _of_dispute(dispute: SeenDispute, currency: str, written: Written) -> Iterator[Effect]:
    """Yield what a dispute holds and gives back, and its loss. An inquiry has no transactions, and moves nothing."""
    held_minor = 0
    for each in dispute.transactions:
        amount_minor = -_in(currency, each, dispute)
        held_minor += amount_minor
        if amount_minor:
            yield Movement(MovementKind.DISPUTE, each.id, amount_minor)
        yield from _fee(each, currency)
    if dispute.status == "lost" and held_minor > 0:
        yield Entry(Kind.CHARGEBACK, dispute.id, -held_minor)
    elif held_minor == 0 and (Kind.CHARGEBACK, dispute.id) in written:
        yield Entry(Kind.CHARGEBACK_RETURNED, dispute.id, dispute.amount_minor)


def _in(currency: str, transaction: SeenTransaction, dispute: SeenDispute) -> int:
    """Return what a transaction moved in the payment's currency: the dispute's amount where the balance has another."""
    if transaction.currency == currency or not transaction.amount_minor:
        return transaction.amount_minor
    return dispute.amount_minor if transaction.amount_minor > 0 else -dispute.amount_minor
