"""
Whatever clients, members, banks, Stripe's post and crashes do, in any order, the books hold and say what they must.

After every step `invoiceflow verify`'s own code looks at the tenant, and a small model (tests/money_model.py) says what
each invoice must come to. Any deed may die at any of its statements, and is done again.
"""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from invoiceflow.payments.actions.connect_account import StripeDeclined
from invoiceflow.payments.actions.end_checkouts import NothingToPay, OnItsWay
from invoiceflow.payments.actions.refund_payment import Disputed, NothingLeft
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.provider_amounts import NotAtStripe
from money_model import LEAST_AT_STRIPE, AtStripe, Bill
from till_desk import DIES, Desk

DAY_SECONDS = 24 * 60 * 60


class TillMachine(Desk):
    """One tenant that collects by hand and through Stripe. ``stories`` and ``steps`` count what was played."""

    stories = 0
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        TillMachine.stories += 1

    @initialize(hours=st.integers(1, 9), way=st.sampled_from(Way))
    def begin_with_a_payment(self, hours: int, way: Way) -> None:
        """Begin with an invoice that was paid by card, so that short stories get as far as disputes."""
        self.hands.choose(way)
        bill = Bill(self.hands.issue(hours, None), hours * 95_20)
        self.bills.append(bill)
        bill.page, _ = self.hands.open_page(bill.id, None)
        self.hands.fill_in(bill.page, "card")
        self._see()

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), dies=DIES)
    def press_pay(self, data: st.DataObject, dies: int | None) -> None:
        """
        Press "Pay" on the page of an invoice: what is open can be paid, and nothing else.

        Stripe may be looked at for that, so that some of what nobody has heard of counts, and some does not.
        """
        bill = data.draw(st.sampled_from(self.bills))
        begun = self.hands.eyes.begun(bill.id)
        page, refused = self.hands.open_page(bill.id, dies)
        may_be_open = bill.may_be_open(begun)
        if refused is None:
            assert max(may_be_open) >= LEAST_AT_STRIPE
        elif refused is NotAtStripe:
            assert any(0 < each < LEAST_AT_STRIPE for each in may_be_open)
        else:
            assert refused in (NothingToPay, OnItsWay)
            assert min(may_be_open) <= 0
        bill.page = page or bill.page

    @rule(way=st.sampled_from(Way))
    def choose_way(self, way: Way) -> None:
        """Have invoices paid as mirrors at Stripe from now on, or on pages for the amount."""
        self.hands.choose(way)

    @precondition(lambda self: any(each.page for each in self.bills))
    @rule(data=st.data(), means=st.sampled_from(["card", "card", "declined", "debit", "failing debit"]))
    def pay_at_stripe(self, data: st.DataObject, means: str) -> None:
        """Pay on Stripe's page, which may have ended by then; nobody here has heard of it."""
        bill = data.draw(st.sampled_from([each for each in self.bills if each.page]))
        self.hands.fill_in(bill.page, means)
        self._see()

    @precondition(lambda self: self._truth())
    @rule(data=st.data(), copies=st.integers(1, 3))
    def hear(self, data: st.DataObject, copies: int) -> None:
        """Let some of Stripe's messages come in, in any order, each so often; the others are late or lost."""
        waiting = self.hands.eyes.undelivered()
        some = data.draw(st.permutations(range(len(waiting))))[: data.draw(st.integers(0, len(waiting)))]
        for intent in self.hands.hear([waiting[place] for place in some], copies):
            self._known(intent)

    @precondition(lambda self: self._truth())
    @rule(data=st.data(), dies=DIES)
    def look(self, data: st.DataObject, dies: int | None) -> None:
        """Look at a payment, and die of it; the look is made again."""
        payment = data.draw(st.sampled_from(self._truth()))
        self.hands.look(payment.intent, dies)
        self._known(payment.intent)

    @rule(dies=DIES)
    def reconcile(self, dies: int | None) -> None:
        """Ask Stripe what happened: all that was lost is made up for."""
        self.hands.reconcile(dies)
        for payment in self._truth():
            self._known(payment.intent)

    @precondition(lambda self: any(each.known for each in self.bills))
    @rule(data=st.data(), whole=st.booleans(), dies=DIES)
    def refund(self, data: st.DataObject, *, whole: bool, dies: int | None) -> None:
        """Send money back; refused where there is none, or the bank asks for it already."""
        bill = data.draw(st.sampled_from([each for each in self.bills if each.known]))
        intent = data.draw(st.sampled_from([each for each in bill.truth if each in bill.known]))
        before, known = bill.truth[intent], bill.known[intent]
        amount_minor = max(known.left_minor if whole else known.left_minor // 2, 1)
        refused = self.hands.refund(known.charge, amount_minor, dies)
        if refused is None:
            bill.truth[intent] = before.refunded(amount_minor)
            bill.look(intent)
            return
        assert refused in (Disputed, NothingLeft, StripeDeclined)
        assert not before.may_refund(amount_minor) or not known.may_refund(amount_minor)

    @precondition(lambda self: any(each.may_refund(1) for each in self._truth()))
    @rule(data=st.data())
    def refund_at_stripe(self, data: st.DataObject) -> None:
        """Send half of what is left back from Stripe's own dashboard."""
        payment = data.draw(st.sampled_from([each for each in self._truth() if each.may_refund(1)]))
        amount_minor = (payment.left_minor + 1) // 2
        self.hands.refund_at_stripe(payment.intent, amount_minor)
        self._true(payment.refunded(amount_minor))

    @precondition(lambda self: any(each.may_dispute for each in self._truth()))
    @rule(data=st.data(), how=st.sampled_from(["", "won", "lost"]))
    def dispute(self, data: st.DataObject, how: str) -> None:
        """Have a client's bank ask for what is left of a payment, and decide at once or later; a debit is lost."""
        payment = data.draw(st.sampled_from([each for each in self._truth() if each.may_dispute]))
        self.hands.press("dispute.open", payment.charge, payment.left_minor)
        self._true(payment.disputed().decided("lost") if payment.is_debit else payment.disputed())
        if how and not payment.is_debit:
            self._decide(payment.disputed(), how)

    @precondition(lambda self: any(each.dispute == "open" for each in self._truth()))
    @rule(data=st.data(), how=st.sampled_from(["won", "lost"]))
    def decide(self, data: st.DataObject, how: str) -> None:
        """Have the bank decide."""
        payment = data.draw(st.sampled_from([each for each in self._truth() if each.dispute == "open"]))
        self._decide(payment, how)

    @rule(comes_back=st.booleans())
    def pay_out(self, *, comes_back: bool) -> None:
        """Have Stripe send what is available to the tenant's bank, which may refuse it."""
        self.hands.pay_out(comes_back=comes_back)

    @rule(seconds=st.sampled_from([1, 3 * 60, 60 * 60, DAY_SECONDS, 3 * DAY_SECONDS]))
    def wait(self, seconds: int) -> None:
        """Let time go by: debits are answered, pages end, disputes that nobody answered are lost."""
        self.hands.wait(seconds)
        self._see()

    @invariant()
    def the_books_hold(self) -> None:
        """Verify journals, sums, numbers, statuses, hashes, the audit chain (I1 to I8, I12)."""
        TillMachine.steps += 1
        assert self.hands.eyes.differences() == []

    @invariant()
    def every_invoice_says_what_the_model_says(self) -> None:
        """Paid and status follow from what was heard of (I2 to I4); each payment was seen then or is seen now (I9)."""
        standings = self.hands.eyes.standings()
        for bill in self.bills:
            status, paid_minor, sums, disputes = standings[bill.id]
            for intent, truth in bill.truth.items():
                seen = (sums.get(truth.charge), disputes.get(truth.charge))
                if seen == (truth.left_minor, truth.dispute) and not bill.is_void:
                    bill.look(intent)
            assert sums == {each.charge: each.left_minor for each in bill.known.values()}
            assert (status, paid_minor) == (bill.status, bill.paid_minor)

    @invariant()
    def no_job_was_given_up(self) -> None:
        """Look for jobs that were given up: what cannot be done yet is tried again (I11)."""
        assert self.hands.eyes.failed_jobs() == 0

    def teardown(self) -> None:
        """In the end all messages arrive, and the books are what Stripe holds; what is on void invoices is parked."""
        self.hands.hear(self.hands.eyes.undelivered(), 1)
        self.hands.reconcile(None)
        self.hands.look_at_payouts()
        for payment in self._truth():
            self._known(payment.intent)
        self.the_books_hold()
        self.every_invoice_says_what_the_model_says()
        unheard = {i for each in self.bills for i in each.truth if i not in each.known}
        assert unheard == self.hands.eyes.parked()
        assert self.hands.eyes.beside_stripe() == []

    def _truth(self) -> list[AtStripe]:
        return [payment for bill in self.bills for payment in bill.truth.values()]

    def _bill_of(self, intent: str) -> Bill:
        return next(each for each in self.bills if intent in each.truth)

    def _true(self, payment: AtStripe) -> None:
        self._bill_of(payment.intent).truth[payment.intent] = payment

    def _decide(self, payment: AtStripe, how: str) -> None:
        self.hands.decide(payment.intent, how)
        self._true(payment.decided(how))

    def _known(self, intent: str) -> None:
        for bill in self.bills:
            if intent in bill.truth:
                bill.look(intent)

    def _see(self) -> None:
        """Note which payments came about at Stripe, and which disputes were lost by waiting."""
        for invoice_id, payment in self.hands.eyes.collected():
            bill = next(each for each in self.bills if each.id == invoice_id)
            bill.truth.setdefault(payment.intent, payment)
        for intent in self.hands.eyes.lost():
            payment = self._bill_of(intent).truth[intent]
            if payment.dispute == "open":
                self._true(payment.decided("lost"))
