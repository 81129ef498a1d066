"""
Proof that an invoice, its payments and its journals tell one story.

Pure: given all that is written about one invoice, says each difference in a sentence. The invariants are those of
docs/rules/ledger.md.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.account import Account
from invoiceflow.payments.domain.journal import Journal
from invoiceflow.payments.domain.movement import MOVEMENTS, MovementKind
from invoiceflow.payments.domain.payment import Kind, place_of
from invoiceflow.payments.domain.posting import Billed, Position


@dataclass(frozen=True, slots=True)
class WrittenPayment:
    """A row of a payment, or of an entry that takes one back or gives it again."""

    id: UUID
    amount_minor: int
    currency: str
    reverses_id: UUID | None
    kind: str = Kind.PAYMENT
    of_id: UUID | None = None
    is_collected: bool = False


@dataclass(frozen=True, slots=True)
class WrittenMovement:
    """A row of what moved between the tenant and Stripe alone: a fee, or money held for a dispute."""

    id: UUID
    kind: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class WrittenJournal:
    """A journal as it lies in rows: account, currency and amount of each entry. Nothing about it is sure."""

    id: UUID
    kind: str
    source_id: UUID
    entries: tuple[tuple[str, str, int], ...]

    def on(self, account: Account) -> int:
        """Return what it moves on an account."""
        return sum(amount_minor for name, _, amount_minor in self.entries if name == account)


@dataclass(frozen=True, slots=True)
class Written:
    """All that is written about one invoice (or draft) and its money."""

    invoice_id: UUID
    is_issued: bool
    is_void: bool
    billed: Billed
    paid_minor: int
    payments: tuple[WrittenPayment, ...]
    journals: tuple[WrittenJournal, ...]
    movements: tuple[WrittenMovement, ...] = ()


def differences(written: Written) -> Iterator[str]:
    """Yield where invoice, payments and ledger differ."""
    for journal in written.journals:
        yield from _unbalanced(journal, written.billed.currency)
    bill = posting.issued(written.billed)
    nothing = Journal(bill.currency, ())
    yield from _expected(written, "issue", bill if written.is_issued else nothing)
    yield from _expected(written, "void", bill.mirrored() if written.is_void else nothing)
    yield from _payments(written)
    yield from _shares(written)
    yield from _movements(written)
    yield from _sums(written)


def _unbalanced(journal: WrittenJournal, currency: str) -> Iterator[str]:
    sums: Counter[str] = Counter()
    for _, of, amount_minor in journal.entries:
        sums[of] += amount_minor
    if not journal.entries:
        yield f"journal {journal.id} ({journal.kind}) has no entries"
    for of, sum_minor in sums.items():
        if sum_minor:
            yield f"journal {journal.id} ({journal.kind}) does not add up: {sum_minor:+} {of}"
        if of != currency:
            yield f"journal {journal.id} ({journal.kind}) is in {of}, the invoice in {currency}"


def _expected(written: Written, kind: str, journal: Journal) -> Iterator[str]:
    """Compare the one journal of a kind whose entries are known to the last unit."""
    found = [each for each in written.journals if each.kind == kind]
    if journal.entries and not found:
        yield f"its {kind} is not in the ledger"
    if len(found) > bool(journal.entries):
        yield f"its {kind} is in the ledger {len(found)} times"
    for each in found[: bool(journal.entries)]:
        yield from _as_expected(f"its {kind}", each, journal)


def _as_expected(name: str, found: WrittenJournal, journal: Journal) -> Iterator[str]:
    for account in Account:
        if found.on(account) != journal.on(account):
            yield f"{name} moved {account} by {found.on(account)} instead of {journal.on(account)}"


def _payments(written: Written) -> Iterator[str]:
    journals = {(each.kind, each.source_id): each for each in written.journals}
    by_id = {payment.id: payment for payment in written.payments}
    for payment in written.payments:
        kind = payment.kind
        journal = journals.pop((kind, payment.id), None)
        if journal is None:
            yield f"{kind} {payment.id} is not in the ledger"
        else:
            yield from _moved(payment, journal)
        if payment.currency != written.billed.currency:
            yield f"{kind} {payment.id} is in {payment.currency}, the invoice in {written.billed.currency}"
        if payment.reverses_id is not None:
            yield from _reversal(payment, by_id.get(payment.reverses_id))
    for kind, source_id in journals:
        if kind in tuple(Kind):
            yield f"the ledger has a {kind} {source_id} that does not exist"


def _moved(payment: WrittenPayment, journal: WrittenJournal) -> Iterator[str]:
    place = place_of(payment.kind, is_collected=payment.is_collected)
    moved_minor = journal.on(place)
    if moved_minor != payment.amount_minor:
        yield f"{payment.kind} {payment.id} is {payment.amount_minor}, the ledger moved {place} by {moved_minor}"


def _reversal(reversal: WrittenPayment, payment: WrittenPayment | None) -> Iterator[str]:
    if payment is None:
        yield f"reversal {reversal.id} takes back a payment that is not the invoice's"
    elif reversal.amount_minor != -payment.amount_minor:
        yield f"reversal {reversal.id} is {reversal.amount_minor}, its payment was {payment.amount_minor}"


def _shares(written: Written) -> Iterator[str]:
    """Yield payments of which more went back than came, and entries that belong to none."""
    left = {each.id: each.amount_minor for each in written.payments if each.of_id is None}
    for each in written.payments:
        if each.of_id is None:
            continue
        if each.of_id not in left:
            yield f"{each.kind} {each.id} belongs to a payment that is not the invoice's"
        else:
            left[each.of_id] += each.amount_minor
    for payment_id, left_minor in left.items():
        if left_minor < 0:
            yield f"of payment {payment_id} {-left_minor} more went back than came"


def _movements(written: Written) -> Iterator[str]:
    journals = {(each.kind, each.source_id): each for each in written.journals}
    for movement in written.movements:
        journal = journals.pop((movement.kind, movement.id), None)
        if journal is None:
            yield f"{movement.kind} {movement.id} is not in the ledger"
            continue
        expected = MOVEMENTS[MovementKind(movement.kind)](movement.currency, movement.amount_minor)
        yield from _as_expected(f"{movement.kind} {movement.id}", journal, expected)
    for kind, source_id in journals:
        if kind in tuple(MovementKind):
            yield f"the ledger has a {kind} {source_id} that does not exist"


def _sums(written: Written) -> Iterator[str]:
    received_minor = sum(payment.amount_minor for payment in written.payments)
    if written.paid_minor != received_minor:
        yield f"paid_minor is {written.paid_minor}, its payments come to {received_minor}"
    if written.is_void:
        position = Position(0, 0)
    elif written.is_issued:
        position = Position.after(written.billed.total_minor, received_minor)
    else:
        return
    open_minor = sum(journal.on(Account.RECEIVABLE) for journal in written.journals)
    credit_minor = -sum(journal.on(Account.CLIENT_CREDIT) for journal in written.journals)
    if open_minor != position.open_minor:
        yield f"the ledger says {open_minor} is open, its payments leave {position.open_minor}"
    if credit_minor != position.credit_minor:
        yield f"the ledger says {credit_minor} is the client's credit, its payments leave {position.credit_minor}"
