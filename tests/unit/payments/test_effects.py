"""Whatever is heard of a payment, how often and in which order, the books end the same."""

from collections import Counter
from collections.abc import Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collecting_house import a_charge, a_dispute, a_payment_seen, a_refund
from invoiceflow.payments.domain.effects import Entry, missing
from invoiceflow.payments.domain.movement import MovementKind
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.seen import SeenPayment, SeenTransaction

Books = frozenset[tuple[Kind | MovementKind, str]]

# One story, a state for each of its messages: taken, its fee known, two refunds, disputed, lost.
CHARGE = a_charge(transaction=None)
KNOWN = a_charge()
FIRST, SECOND = a_refund("re_1", 2000), a_refund("re_2", 1000)
HELD = SeenTransaction("txn_du", -8900, 1500, "EUR")
OPEN = a_dispute("needs_response", HELD)
STORY = (
    a_payment_seen(CHARGE),
    a_payment_seen(KNOWN),
    a_payment_seen(KNOWN, FIRST),
    a_payment_seen(KNOWN, FIRST, SECOND),
    a_payment_seen(KNOWN, FIRST, SECOND, disputes=(OPEN,)),
    a_payment_seen(KNOWN, FIRST, SECOND, disputes=(a_dispute("lost", HELD),)),
)


def books_after(states: Iterable[SeenPayment]) -> Books:
    """Return what is in the books after looking at these states, one after the other."""
    written: Books = frozenset()
    for state in states:
        written |= {(each.kind, each.provider_id) for each in missing(state, written)}
    return written


def sums_after(states: Iterable[SeenPayment]) -> Counter[str]:
    """Return what entries and movements come to, by kind."""
    sums: Counter[str] = Counter()
    written: Books = frozenset()
    for state in states:
        effects = missing(state, written)
        written |= {(each.kind, each.provider_id) for each in effects}
        for each in effects:
            sums[each.kind] += each.amount_minor
    return sums


def test_every_order_of_six_messages_ends_in_the_same_books() -> None:
    """In all 720 orders, each look sees how far the story had come when the latest message that arrived was written."""
    wanted = sums_after(STORY)
    for order in permutations(range(len(STORY))):
        seen = [STORY[max(order[: heard + 1])] for heard in range(len(order))]
        assert sums_after(seen) == wanted
        assert sums_after([each for each in seen for _ in range(3)]) == wanted


@pytest.mark.parametrize("lost", range(len(STORY)))
def test_a_lost_message_changes_nothing_in_the_end(lost: int) -> None:
    """Without any one of the messages, one look at the end makes up for it."""
    kept = [state for index, state in enumerate(STORY) if index != lost]
    assert sums_after([*kept, STORY[-1]]) == sums_after(STORY)


def test_looking_again_writes_nothing() -> None:
    """What is in the books already is not missing."""
    assert missing(STORY[-1], books_after(STORY)) == ()


def test_nothing_is_written_before_money_was_taken() -> None:
    """A payment intent without a charge that succeeded is a wish."""
    assert missing(SeenPayment("pi_1", None, "EUR", None), frozenset()) == ()


def test_a_fee_is_written_when_it_becomes_known() -> None:
    """The payment counts at once; its fee follows as soon as there is a transaction."""
    assert [each.kind for each in missing(STORY[0], frozenset())] == [Kind.PAYMENT]
    late = missing(STORY[1], books_after(STORY[:1]))
    assert [(each.kind, each.amount_minor) for each in late] == [(MovementKind.FEE, 203)]


def test_a_fee_in_another_currency_has_no_place_in_the_journal() -> None:
    """An account that is paid out in dollars pays its fees in dollars: the invoice's books hold euros alone."""
    charge = a_charge(transaction=SeenTransaction("txn_1", 12_900, 220, "USD"))
    assert [each.kind for each in missing(a_payment_seen(charge), frozenset())] == [Kind.PAYMENT]


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("requires_action", []),
        ("pending", [Kind.REFUND]),
        ("succeeded", [Kind.REFUND]),
        ("failed", [Kind.REFUND, Kind.REFUND_FAILED]),
        ("canceled", [Kind.REFUND, Kind.REFUND_FAILED]),
    ],
)
def test_a_refund_takes_money_until_it_fails(status: str, kinds: list[Kind]) -> None:
    """Money leaves with the refund, and comes back when that fails, seen at once or one after the other."""
    after = missing(a_payment_seen(KNOWN, a_refund("re_1", 2000, status=status)), books_after(STORY[:2]))
    assert [each.kind for each in after] == kinds


def test_an_inquiry_takes_no_money() -> None:
    """A bank that only asks holds nothing."""
    asked = a_payment_seen(KNOWN, disputes=(a_dispute("warning_needs_response"),))
    assert missing(asked, books_after(STORY[:2])) == ()


def test_a_dispute_holds_money_and_leaves_the_invoice_paid() -> None:
    """While it is open nothing is charged back."""
    held = missing(STORY[4], books_after(STORY[:4]))
    assert [(each.kind, each.amount_minor) for each in held] == [
        (MovementKind.DISPUTE, 8900),
        (MovementKind.FEE, 1500),
    ]


def test_a_dispute_that_is_won_gives_back_what_it_held() -> None:
    """What was held is reinstated, and nothing was charged back."""
    back = SeenTransaction("txn_back", 8900, -1500, "EUR")
    won = a_payment_seen(KNOWN, FIRST, SECOND, disputes=(a_dispute("won", HELD, back),))
    sums = sums_after([*STORY[:5], won])
    assert (sums[MovementKind.DISPUTE], sums[MovementKind.FEE]) == (0, 203)
    assert Kind.CHARGEBACK not in sums


def test_a_loss_that_is_taken_back_is_returned() -> None:
    """Stripe reinstates what a lost dispute had taken: the invoice counts as paid by it again."""
    back = SeenTransaction("txn_back", 8900, 0, "EUR")
    won = a_payment_seen(KNOWN, FIRST, SECOND, disputes=(a_dispute("won", HELD, back),))
    sums = sums_after([*STORY, won])
    assert sums[Kind.CHARGEBACK] + sums[Kind.CHARGEBACK_RETURNED] == 0
    assert sums[MovementKind.DISPUTE] == 0


AMOUNTS = st.integers(1, 5000)
STATUSES = st.sampled_from(["requires_action", "pending", "succeeded", "failed", "canceled"])


@given(refunds=st.lists(st.tuples(AMOUNTS, STATUSES), max_size=5), data=st.data())
def test_the_order_of_refunds_does_not_matter(refunds: list[tuple[int, str]], data: st.DataObject) -> None:
    """However refunds are listed, the same entries come of them, each once."""
    listed = [a_refund(f"re_{index}", *each) for index, each in enumerate(refunds)]
    mixed = data.draw(st.permutations(listed))
    assert books_after([a_payment_seen(KNOWN, *listed)]) == books_after([a_payment_seen(KNOWN, *mixed)])


@given(refunds=st.lists(st.tuples(AMOUNTS, STATUSES), max_size=5))
def test_entries_belong_to_the_object_that_they_come_from(refunds: list[tuple[int, str]]) -> None:
    """No entry bears another object's name, and a refund that failed comes to nothing."""
    listed = [a_refund(f"re_{index}", *each) for index, each in enumerate(refunds)]
    effects = missing(a_payment_seen(KNOWN, *listed), frozenset())
    for refund in listed:
        own = [each for each in effects if isinstance(each, Entry) and each.provider_id == refund.id]
        taken = refund.status in ("pending", "succeeded")
        assert sum(each.amount_minor for each in own) == (-refund.amount_minor if taken else 0)
