"""
What Stripe holds of one account and what the books hold of it, as facts that can be laid side by side.

Each side says of every object (a charge, a refund, a dispute, a balance transaction) what it takes it to be. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from invoiceflow.payments.domain.effects import GIVEN_BACK, TAKEN
from invoiceflow.payments.domain.payout import CAME_BACK, SeenPayout
from invoiceflow.payments.domain.seen import SeenDispute, SeenPayment, SeenTransaction


class What(StrEnum):
    """Of which kind of object a fact is, in words that go before its name at Stripe."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    CLEARED = "clearing of"
    """What an object brought to the balance at Stripe or, below zero, took from it, before fees."""
    FEE = "fee of"
    HELD = "hold of"
    """What a balance transaction took for a dispute or, below zero, reinstated."""
    PAYOUT = "payout"
    PAID = "payout of"
    """What a payout sent to the bank for one balance transaction."""
    LOST = "loss of"
    """What a dispute took for good."""


CLEARING = {What.CLEARED: 1, What.FEE: -1, What.HELD: -1, What.PAID: -1}
"""Which facts move what Stripe holds, and in which direction."""

Key = tuple[What, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """What one side takes an object to be. ``payment``, the payment intent that it belongs to, is no part of that."""

    amount_minor: int
    currency: str
    status: str = ""
    payment: str = field(default="", compare=False)


Facts = Mapping[Key, Fact]


@dataclass(frozen=True, slots=True)
class SeenMovement:
    """A balance transaction of an account, of whatever kind; ``source`` is the object that it is about."""

    source: str
    transaction: SeenTransaction


@dataclass(frozen=True, slots=True)
class Statement:
    """All that Stripe holds of an account. ``balance`` is what lies there by currency, available or not yet."""

    payments: tuple[SeenPayment, ...]
    movements: tuple[SeenMovement, ...]
    payouts: tuple[SeenPayout, ...]
    balance: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """
    What the books hold of an account.

    ``payments`` are the payment intents in them; what is ``parked`` is known, and waits for somebody with its reason.
    """

    facts: Facts
    payments: Collection[str]
    parked: Collection[str]


Transactions = Mapping[str, Sequence[SeenTransaction]]
"""By the object that they are about."""

Said = tuple[What, str, int, str]
"""Of what, its name at Stripe, its amount, its status if it has one."""


def facts_of(statement: Statement, books: OwnBooks) -> Facts:
    """Return what Stripe takes the objects to be that belong to the product, or that the books have."""
    by_source: dict[str, list[SeenTransaction]] = defaultdict(list)
    for each in statement.movements:
        by_source[each.source].append(each.transaction)
    ours = {
        seen.id: seen
        for seen in statement.payments
        if seen.checkout_id is not None or seen.id in books.payments
    }
    found = {
        (what, name): Fact(amount_minor, seen.currency, status, seen.id)
        for seen in ours.values()
        for what, name, amount_minor, status in _of_payment(seen, by_source)
    }
    for payout in statement.payouts:
        items = dict(_of_payout(payout, ours))
        # What has none of our payments in it is known where it was heard of, and need not be.
        if items or (What.PAYOUT, payout.id) in books.facts:
            found[What.PAYOUT, payout.id] = Fact(payout.amount_minor, payout.currency, payout.status)
            found.update(items)
    return found


def _of_payout(payout: SeenPayout, ours: Mapping[str, SeenPayment]) -> Iterator[tuple[Key, Fact]]:
    """Yield what it took to the bank of our payments, while it is not back."""
    if payout.status in CAME_BACK:
        return
    for item in payout.items:
        seen, moved = ours.get(item.payment_intent), item.transaction
        if seen and seen.currency == moved.currency and item.net_minor:
            yield (What.PAID, f"{payout.id}/{moved.id}"), Fact(item.net_minor, moved.currency, "", seen.id)


def _of_payment(seen: SeenPayment, by_source: Transactions) -> Iterator[Said]:
    charge = seen.charge
    if charge is None:
        return
    yield What.CHARGE, charge.id, charge.amount_minor, "succeeded"
    yield from _cleared(charge.id, charge.amount_minor, seen.currency, by_source)
    for refund in seen.refunds:
        yield What.REFUND, refund.id, refund.amount_minor, refund.status
        has_left = refund.status in TAKEN - GIVEN_BACK
        yield from _cleared(refund.id, -refund.amount_minor if has_left else 0, seen.currency, by_source)
    for dispute in seen.disputes:
        yield What.DISPUTE, dispute.id, dispute.amount_minor, dispute.status
        yield from _held(dispute, seen.currency, by_source)
    for name in (charge.id, *(each.id for each in seen.refunds), *(each.id for each in seen.disputes)):
        yield from _fees(by_source.get(name, ()), seen.currency)


def _cleared(name: str, amount_minor: int, currency: str, by_source: Transactions) -> Iterator[Said]:
    """Yield what an object moved: as its transactions say or, while there is none yet, as it says itself."""
    moved = [_in(currency, each, abs(amount_minor)) for each in by_source.get(name, ())]
    if total_minor := sum(moved) if moved else amount_minor:
        yield What.CLEARED, name, total_minor, ""


def _held(dispute: SeenDispute, currency: str, by_source: Transactions) -> Iterator[Said]:
    held_minor = 0
    for each in by_source.get(dispute.id, ()):
        amount_minor = -_in(currency, each, dispute.amount_minor)
        held_minor += amount_minor
        if amount_minor:
            yield What.HELD, each.id, amount_minor, ""
    if dispute.status == "lost" and held_minor:
        yield What.LOST, dispute.id, held_minor, ""


def _fees(transactions: Iterable[SeenTransaction], currency: str) -> Iterator[Said]:
    """Yield fees; those in another currency have no place in the ledger."""
    for each in transactions:
        if each.fee_minor and each.currency == currency:
            yield What.FEE, each.id, each.fee_minor, ""


def _in(currency: str, transaction: SeenTransaction, amount_minor: int) -> int:
    """Return what a transaction moved in a payment's currency: the object's amount where the balance has another."""
    if transaction.currency == currency or not transaction.amount_minor:
        return transaction.amount_minor
    return amount_minor if transaction.amount_minor > 0 else -amount_minor


@dataclass(frozen=True, slots=True)
class Difference:
    """What one side has of an object, and the other otherwise or not at all."""

    key: Key
    at_stripe: Fact | None
    in_books: Fact | None


def differences(at_stripe: Facts, books: OwnBooks) -> Iterator[Difference]:
    """Yield where they differ, but for what is parked. Of a payment that one side lacks its charge alone is named."""
    one_sided = _charged(at_stripe) ^ _charged(books.facts)
    for key in sorted({*at_stripe, *books.facts}):
        seen, kept = at_stripe.get(key), books.facts.get(key)
        payment = (seen or kept or _NOTHING).payment
        is_named = payment not in books.parked and (payment not in one_sided or key[0] is What.CHARGE)
        if seen != kept and is_named:
            yield Difference(key, seen, kept)


def _charged(facts: Facts) -> set[str]:
    return {fact.payment for (what, _), fact in facts.items() if what is What.CHARGE}


_NOTHING = Fact(0, "")


def expected_clearing(at_stripe: Facts, books: OwnBooks) -> Counter[str]:
    """Return what must lie in clearing by Stripe's account, by currency; of what is parked, what was booked of it."""
    sums: Counter[str] = Counter()
    for facts, is_parked in ((at_stripe, False), (books.facts, True)):
        for (what, _), fact in facts.items():
            if (fact.payment in books.parked) is is_parked:
                sums[fact.currency] += CLEARING.get(what, 0) * fact.amount_minor
    return sums


def uneven(statement: Statement) -> Iterator[tuple[str, int, int]]:
    """Yield each currency whose balance is not what its transactions come to, and both."""
    sums: Counter[str] = Counter()
    for each in statement.movements:
        moved = each.transaction
        sums[moved.currency] += moved.amount_minor - moved.fee_minor
    for currency in sorted({*sums, *statement.balance}):
        held_minor = statement.balance.get(currency, 0)
        if held_minor != sums[currency]:
            yield currency, held_minor, sums[currency]
