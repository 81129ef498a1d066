"""Any story of issuing, paying, reversing and voiding keeps the books (docs/rules/ledger.md, the four invariants)."""

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
from invoiceflow.payments.domain.posting import Billed
from invoiceflow.payments.domain.proof import Written, WrittenJournal, WrittenPayment, differences

CURRENCIES = ("EUR", "JPY", "KWD")


@dataclass
class Invoice:
    """An issued invoice, kept as simply as can be: its figures, and everything that was ever written."""

    billed: Billed
    settlement: Settlement
    payments: list[WrittenPayment] = field(default_factory=list)
    journals: list[WrittenJournal] = field(default_factory=list)

    @property
    def standing(self) -> list[WrittenPayment]:
        """Return the payments that can still be taken back."""
        gone = {payment.reverses_id for payment in self.payments}
        return [each for each in self.payments if each.reverses_id is None and each.id not in gone]


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
        self._move(invoice, "payment", amounts[share], None)

    @precondition(lambda self: self._reversible())
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        """Take back any payment that stands, the latest or an early one."""
        invoice, payment = data.draw(st.sampled_from(self._reversible()))
        self._move(invoice, "reversal", -payment.amount_minor, payment.id)

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

    def _voidable(self) -> list[Invoice]:
        return [each for each in self._payable() if each.settlement.paid_minor == 0]

    def _open(self) -> list[Invoice]:
        return [each for each in self._payable() if each.settlement.due_minor > 0]

    def _move(self, invoice: Invoice, kind: str, amount: int, reverses_id: UUID | None) -> None:
        before = invoice.settlement
        payment = WrittenPayment(self._id(), amount, invoice.billed.currency, reverses_id)
        invoice.payments.append(payment)
        invoice.settlement = before.after(amount)
        journal = posting.paid(
            invoice.billed.currency,
            total_minor=before.total_minor,
            paid_before_minor=before.paid_minor,
            amount_minor=amount,
        )
        assert journal.on(Account.BANK) == amount
        self._write(invoice, kind, journal, payment.id)

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
    )


TestMoneyMachine = MoneyMachine.TestCase
TestMoneyMachine.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=40)
