"""
Whatever clients, members, banks, Stripe's post and crashes do, in any order, the books hold and say what they must.

After every step `invoiceflow verify`'s own code looks at the tenant, and a small model (tests/money_model.py) says what
each invoice must come to. Any deed may die at any of its statements, and is done again. `./run test` plays a few short
stories, `./run prove machine` 2,000 of 100 steps.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from invoiceflow.invoicing.actions.settle_invoice import NotPayable
from invoiceflow.invoicing.actions.void_invoice import HasPayments
from invoiceflow.payments.actions.connect_account import StripeDeclined
from invoiceflow.payments.actions.end_checkouts import NothingToPay, OnItsWay
from invoiceflow.payments.actions.refund_payment import Disputed, NothingLeft
from money_model import AtStripe, Bill
from progress import Told
from retelling import without_documents
from services import DatabaseUrls, Sandbox, Services
from till import open_shop
from till_hands import Hands

DIES = st.none() | st.integers(1, 30)
"""At which statement or commit the process dies, if it does."""

DAY_SECONDS = 24 * 60 * 60
STORIES, STEPS = 8, 30


class TillMachine(RuleBasedStateMachine):
    """One tenant that collects by hand and through Stripe; each story has a tenant of its own."""

    hands: Hands
    told: Told
    stories = 0

    def __init__(self) -> None:
        super().__init__()
        self.bills: list[Bill] = []
        self.hands.begin()
        TillMachine.stories += 1
        self.told(f"{TillMachine.stories:,} stories")

    @initialize(hours=st.integers(1, 9))
    def begin_with_a_payment(self, hours: int) -> None:
        """Begin with an invoice that was paid by card, so that short stories get as far as disputes."""
        bill = Bill(self.hands.issue(hours, None), hours * 95_20)
        self.bills.append(bill)
        bill.page, _ = self.hands.open_page(bill.id, None)
        self.hands.fill_in(bill.page, "card")
        self._see()

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
        payment = data.draw(st.sampled_from(sorted(bill.by_hand)))
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

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), dies=DIES)
    def press_pay(self, data: st.DataObject, dies: int | None) -> None:
        """Press "Pay" on the page of an invoice: what is open can be paid, and nothing else."""
        bill = data.draw(st.sampled_from(self.bills))
        page, refused = self.hands.open_page(bill.id, dies)
        if bill.due_minor == 0:
            assert refused in (NothingToPay, OnItsWay)
        else:
            assert refused in (None, OnItsWay)
        bill.page = page or bill.page

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
        waiting = self.hands.undelivered()
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
        intent = data.draw(st.sampled_from(sorted(bill.known)))
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
        """Have a client's bank ask for what is left of a payment, and decide at once, or later."""
        payment = data.draw(st.sampled_from([each for each in self._truth() if each.may_dispute]))
        self.hands.press("dispute.open", payment.charge, payment.left_minor)
        self._true(payment.disputed())
        if how:
            self._decide(payment.disputed(), how)

    @precondition(lambda self: any(each.dispute == "open" for each in self._truth()))
    @rule(data=st.data(), how=st.sampled_from(["won", "lost"]))
    def decide(self, data: st.DataObject, how: str) -> None:
        """Have the bank decide."""
        payment = data.draw(st.sampled_from([each for each in self._truth() if each.dispute == "open"]))
        self._decide(payment, how)

    @rule(seconds=st.sampled_from([1, 3 * 60, 60 * 60, DAY_SECONDS, 3 * DAY_SECONDS]))
    def wait(self, seconds: int) -> None:
        """Let time go by: debits are answered, pages end, disputes that nobody answered are lost."""
        self.hands.wait(seconds)
        self._see()

    @invariant()
    def the_books_hold(self) -> None:
        """Verify journals, sums, numbers, statuses, hashes, the audit chain (I1 to I8, I12)."""
        assert self.hands.differences() == []

    @invariant()
    def every_invoice_says_what_the_model_says(self) -> None:
        """Paid and status follow from what was heard of (I2 to I4); each payment was seen then or is seen now (I9)."""
        for bill in self.bills:
            status, paid_minor, sums = self.hands.standing(bill.id)
            for intent, truth in bill.truth.items():
                if sums.get(truth.charge) == truth.left_minor and not bill.is_void:
                    bill.look(intent)
            assert sums == {each.charge: each.left_minor for each in bill.known.values()}
            assert (status, paid_minor) == (bill.status, bill.paid_minor)

    @invariant()
    def no_job_was_given_up(self) -> None:
        """Look for jobs that were given up: what cannot be done yet is tried again (I11)."""
        assert self.hands.failed_jobs() == 0

    def teardown(self) -> None:
        """In the end all messages arrive, and the books are what Stripe holds; what is on void invoices is parked."""
        self.hands.hear(self.hands.undelivered(), 1)
        self.hands.reconcile(None)
        for payment in self._truth():
            self._known(payment.intent)
        self.the_books_hold()
        self.every_invoice_says_what_the_model_says()
        unheard = {i for each in self.bills for i in each.truth if i not in each.known}
        assert unheard == self.hands.parked()
        assert self.hands.beside_stripe() == []

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
        for invoice_id, payment in self.hands.collected():
            bill = next(each for each in self.bills if each.id == invoice_id)
            bill.truth.setdefault(payment.intent, payment)
        for intent in self.hands.lost():
            payment = self._bill_of(intent).truth[intent]
            if payment.dispute == "open":
                self._true(payment.decided("lost"))


@pytest.fixture
def hands(services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path) -> Iterator[Hands]:
    """Yield hands that act in a shop, on a loop of their own: rules are no coroutines."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        opening = open_shop(services, database, sandbox, tmp_path, without_documents)
        yield Hands(runner, runner.run(opening.__aenter__()))
        runner.run(opening.__aexit__(None, None, None))


def play(hands: Hands, stories: int, steps: int, told: Told = lambda _: None) -> int:
    """Play so many stories; return how many were begun. Raises what a rule or an invariant does."""
    TillMachine.hands, TillMachine.told, TillMachine.stories = hands, staticmethod(told), 0
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    sizes = settings(
        max_examples=stories, stateful_step_count=steps, deadline=None, suppress_health_check=slow
    )
    run_state_machine_as_test(TillMachine, settings=sizes)
    return TillMachine.stories


def test_short_stories_keep_the_books(hands: Hands) -> None:
    """A few, of thirty steps."""
    assert play(hands, STORIES, STEPS) >= STORIES


@pytest.mark.long
def test_two_thousand_long_stories_keep_the_books(hands: Hands, told: Told) -> None:
    """Of a hundred steps each."""
    assert play(hands, 2_000, 100, told) >= 2_000
