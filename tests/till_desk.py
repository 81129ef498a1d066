"""What members and programs of a tenant do with invoices, as rules of a state machine (tests/till_machine.py)."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from invoiceflow.invoicing.actions.settle_invoice import NotPayable
from invoiceflow.invoicing.actions.void_invoice import HasPayments
from money_model import Bill
from till_hands import Hands

DIES = st.none() | st.integers(1, 30)
"""At which statement or commit the process dies, if it does."""


class Desk(RuleBasedStateMachine):
    """One tenant that collects by hand; each story has a tenant of its own."""

    hands: Hands

    def __init__(self) -> None:
        super().__init__()
        self.bills: list[Bill] = []
        self.hands.begin()

    @rule(hours=st.integers(1, 9), dies=DIES)
    def issue(self, hours: int, dies: int | None) -> None:
        """Issue an invoice over so many hours at 80.00 with 19 % tax."""
        self.bills.append(Bill(self.hands.issue(hours, dies), hours * 95_20))

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), share=st.sampled_from(["part", "rest", "over"]), dies=DIES)
    def pay_by_hand(self, data: st.DataObject, share: str, dies: int | None) -> None:
        """Enter a bank transfer of a part, the rest, or more; on a void invoice none is taken."""
        bill = data.draw(st.sampled_from(self.bills))
        rest = bill.due_minor or 1
        amount_minor = {"part": (rest + 1) // 2, "rest": rest, "over": rest + 7_77}[share]
        payment, refused = self.hands.pay(bill.id, amount_minor, dies)
        assert refused is (NotPayable if bill.is_void else None)
        if refused is None:
            bill.by_hand[payment] = amount_minor

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), key=st.integers(0, 99))
    def pay_by_program_twice(self, data: st.DataObject, key: int) -> None:
        """Send a request as a program, and again with the same key, as if no answer had come: one payment."""
        bill = data.draw(st.sampled_from(self.bills))
        payment = self.hands.post_twice(bill.id, 1_00 + key)
        assert (payment is None) == bill.is_void
        if payment is not None:
            bill.by_hand[payment] = 1_00 + key

    @precondition(lambda self: any(each.by_hand for each in self.bills))
    @rule(data=st.data(), dies=DIES)
    def reverse(self, data: st.DataObject, dies: int | None) -> None:
        """Take back a payment that was entered."""
        bill = data.draw(st.sampled_from([each for each in self.bills if each.by_hand]))
        payment = data.draw(st.sampled_from(list(bill.by_hand)))
        assert self.hands.reverse(payment, dies) is None
        del bill.by_hand[payment]

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), dies=DIES)
    def void(self, data: st.DataObject, dies: int | None) -> None:
        """Void an invoice, which money on it or on its way to it forbids."""
        bill = data.draw(st.sampled_from([each for each in self.bills if not each.is_void] or self.bills))
        refused = self.hands.void(bill.id, dies)
        if bill.is_void:
            return
        assert (refused is HasPayments) == (bill.paid_minor != 0)
        bill.is_void = refused is None
