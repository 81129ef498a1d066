"""Any story of issuing, paying, collecting, refunding, disputing and voiding keeps the books (docs/rules/ledger.md)."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement, status_by_payment
from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.account import Account
from invoiceflow.payments.domain.journal import Journal
from invoiceflow.payments.domain.movement import MOVEMENTS, MovementKind
from invoiceflow.payments.domain.payment import Kind, place_of
from invoiceflow.payments.domain.posting import Billed
from invoiceflow.payments.domain.proof import (
    Written,
    WrittenJournal,
    WrittenMovement,
    WrittenPayment,
    differences,
)

CURRENCIES = ("EUR", "JPY", "KWD")


@dataclass
class Invoice:
    """An issued invoice, kept as simply as can be: its figures, and everything that was ever written."""

    billed: Billed
    settlement: Settlement
    payments: list[WrittenPayment] = field(default_factory=list)
    journals: list[WrittenJournal] = field(default_factory=list)
    movements: list[WrittenMovement] = field(default_factory=list)

    @property
    def standing(self) -> list[WrittenPayment]:
        """Return the payments by hand that can still be taken back."""
        gone = {payment.reverses_id for payment in self.payments}
        return [
            each
            for each in self.payments
            if each.kind == Kind.PAYMENT and not each.is_collected and each.id not in gone
        ]

    def left_of(self, payment: WrittenPayment) -> int:
        """Return what of a payment has not gone back."""
        back = sum(each.amount_minor for each in self.payments if each.of_id == payment.id)
        return payment.amount_minor + back


class MoneyMachine(RuleBasedStateMachine):
    """Clients and members who do whatever the product lets them."""

    def __init__(self) -> None:
        super().__init__()
        self.invoices: list[Invoice] = []
        self.ids = 0

    @rule(
        net=st.integers(-1000, 100_000),
        tax=st.integers(-190, 19_000),
        rounding=st.integers(-2, 2),
        currency=st.sampled_from(CURRENCIES),
    )
    def issue(self, net: int, tax: int, rounding: int, currency: str) -> None:
        """Issue an invoice: most are above zero, some come to nothing, some are returns."""
        total = net + tax + rounding
        invoice = Invoice(
            Billed(currency, net, tax, rounding, total), Settlement(status_by_payment(total, 0), total, 0)
        )
        self._write(invoice, "issue", posting.issued(invoice.billed), self._id())
        self.invoices.append(invoice)

    @precondition(lambda self: self._payable())
    @rule(data=st.data(), share=st.sampled_from(["part", "rest", "over"]), amount=st.integers(1, 120_000))
    def pay(self, data: st.DataObject, share: str, amount: int) -> None:
        """Pay a part, exactly the rest, or more than that."""
        invoice = data.draw(st.sampled_from(self._payable()))
        due = invoice.settlement.due_minor
        amounts = {"part": min(amount, due) or amount, "rest": due or amount, "over": due + amount}
        self._move(invoice, Kind.PAYMENT, amounts[share], None)

    @precondition(lambda self: self._payable())
    @rule(data=st.data(), amount=st.integers(1, 120_000), fee=st.integers(1, 500))
    def collect(self, data: st.DataObject, amount: int, fee: int) -> None:
        """Pay through Stripe, which keeps a fee."""
        invoice = data.draw(st.sampled_from(self._payable()))
        self._move(invoice, Kind.PAYMENT, amount, None, is_collected=True)
        self._clear(invoice, MovementKind.FEE, fee)

    @precondition(lambda self: self._refundable())
    @rule(data=st.data(), whole=st.booleans(), fails=st.booleans())
    def refund(self, data: st.DataObject, *, whole: bool, fails: bool) -> None:
        """Refund all that is left of a collected payment or a part; some refunds fail later."""
        invoice, payment = data.draw(st.sampled_from(self._refundable()))
        left = invoice.left_of(payment)
        amount = left if whole else data.draw(st.integers(1, left))
        self._move(invoice, Kind.REFUND, -amount, payment, is_collected=True)
        if fails:
            self._move(invoice, Kind.REFUND_FAILED, amount, payment, is_collected=True)

    @precondition(lambda self: self._refundable())
    @rule(data=st.data(), lost=st.booleans())
    def dispute(self, data: st.DataObject, *, lost: bool) -> None:
        """Dispute what is left of a collected payment; it is lost, or the money is reinstated."""
        invoice, payment = data.draw(st.sampled_from(self._refundable()))
        left = invoice.left_of(payment)
        self._clear(invoice, MovementKind.DISPUTE, left)
        if lost:
            self._move(invoice, Kind.CHARGEBACK, -left, payment, is_collected=True)
        else:
            self._clear(invoice, MovementKind.DISPUTE, -left)

    @precondition(lambda self: self._reversible())
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        """Take back any payment that stands, the latest or an early one."""
        invoice, payment = data.draw(st.sampled_from(self._reversible()))
        self._move(invoice, Kind.REVERSAL, -payment.amount_minor, payment)

    @precondition(lambda self: self._voidable())
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """Void an invoice without money on it."""
        invoice = data.draw(st.sampled_from(self._voidable()))
        invoice.settlement = Settlement(Status.VOID, invoice.billed.total_minor, 0)
        self._write(invoice, "void", posting.voided(invoice.billed), self._id())

    @precondition(lambda self: self._open())
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        """Give up on money that is due."""
        invoice = data.draw(st.sampled_from(self._open()))
        now = invoice.settlement
        invoice.settlement = Settlement(Status.UNCOLLECTIBLE, now.total_minor, now.paid_minor)

    @invariant()
    def every_invoice_tells_one_story(self) -> None:
        """Journals balance, payments come to what was paid, and the ledger says what is open (I1, I2, I3)."""
        for invoice in self.invoices:
            assert list(differences(_written(invoice))) == []

    @invariant()
    def nothing_stays_held_once_disputes_are_decided(self) -> None:
        """Held money comes back or is lost, and then comes to nothing."""
        for invoice in self.invoices:
            assert sum(each.on(Account.DISPUTED) for each in invoice.journals) == 0

    @invariant()
    def nothing_is_ever_due_below_zero_or_beyond_the_total(self) -> None:
        """Due and credit are never both there, and due stays within the total (I3)."""
        for invoice in self.invoices:
            standing = invoice.settlement
            assert 0 <= standing.due_minor <= max(standing.total_minor, 0)
            assert standing.due_minor == 0 or standing.credit_minor == 0

    @invariant()
    def the_status_follows_from_the_money(self) -> None:
        """Status is a function of total and paid, but for what members declared (I4)."""
        for invoice in self.invoices:
            standing = invoice.settlement
            by_payment = status_by_payment(standing.total_minor, standing.paid_minor)
            declared = {Status.VOID, Status.UNCOLLECTIBLE}
            assert standing.status in {by_payment} | declared
            assert standing.status is not Status.UNCOLLECTIBLE or standing.due_minor > 0

    @invariant()
    def everything_together_is_zero(self) -> None:
        """In every currency debits and credits cancel out, over all invoices (I1)."""
        sums: Counter[str] = Counter()
        for invoice in self.invoices:
            for journal in invoice.journals:
                for _, currency, amount_minor in journal.entries:
                    sums[currency] += amount_minor
        assert not any(sums.values())

    def _payable(self) -> list[Invoice]:
        return [each for each in self.invoices if each.settlement.status is not Status.VOID]

    def _reversible(self) -> list[tuple[Invoice, WrittenPayment]]:
        return [(invoice, payment) for invoice in self.invoices for payment in invoice.standing]

    def _refundable(self) -> list[tuple[Invoice, WrittenPayment]]:
        return [
            (invoice, payment)
            for invoice in self._payable()
            for payment in invoice.payments
            if payment.is_collected and payment.kind == Kind.PAYMENT and invoice.left_of(payment) > 0
        ]

    def _voidable(self) -> list[Invoice]:
        return [each for each in self._payable() if each.settlement.paid_minor == 0]

    def _open(self) -> list[Invoice]:
        return [each for each in self._payable() if each.settlement.due_minor > 0]

    def _move(
        self,
        invoice: Invoice,
        kind: Kind,
        amount: int,
        of: WrittenPayment | None,
        *,
        is_collected: bool = False,
    ) -> None:
        before, place = invoice.settlement, place_of(kind, is_collected=is_collected)
        of_id = of.id if of else None
        reverses_id = of_id if kind is Kind.REVERSAL else None
        currency = invoice.billed.currency
        payment = WrittenPayment(self._id(), amount, currency, reverses_id, kind, of_id, is_collected)
        invoice.payments.append(payment)
        invoice.settlement = before.after(amount)
        journal = posting.paid(
            invoice.billed.currency,
            total_minor=before.total_minor,
            paid_before_minor=before.paid_minor,
            amount_minor=amount,
            place=place,
        )
        assert journal.on(place) == amount
        self._write(invoice, kind, journal, payment.id)

    def _clear(self, invoice: Invoice, kind: MovementKind, amount: int) -> None:
        currency = invoice.billed.currency
        movement = WrittenMovement(self._id(), kind, amount, currency)
        invoice.movements.append(movement)
        self._write(invoice, kind, MOVEMENTS[kind](currency, amount), movement.id)

    def _write(self, invoice: Invoice, kind: str, journal: Journal, source_id: UUID) -> None:
        if journal.entries:
            entries = tuple((e.account.value, journal.currency, e.amount_minor) for e in journal.entries)
            invoice.journals.append(WrittenJournal(self._id(), kind, source_id, entries))

    def _id(self) -> UUID:
        self.ids += 1
        return UUID(int=self.ids)


def _written(invoice: Invoice) -> Written:
    return Written(
        invoice_id=UUID(int=0),
        is_issued=True,
        is_void=invoice.settlement.status is Status.VOID,
        billed=invoice.billed,
        paid_minor=invoice.settlement.paid_minor,
        payments=tuple(invoice.payments),
        journals=tuple(invoice.journals),
        movements=tuple(invoice.movements),
    )


TestMoneyMachine = MoneyMachine.TestCase
TestMoneyMachine.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=40)
