"""What a delivery comes to, whatever is told of it, in any order."""

from functools import reduce
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from invoiceflow.delivery.domain.delivery import BAD, DeliveryState, furthest
from invoiceflow.delivery.domain.notice import reason_to_suppress

TOLD = [each for each in DeliveryState if each not in (DeliveryState.QUEUED, DeliveryState.FAILED)]


def after(*told: DeliveryState) -> DeliveryState:
    """Return the state that a queued delivery comes to."""
    return reduce(furthest, told, DeliveryState.QUEUED)


def test_every_order_ends_in_the_same_state() -> None:
    """All 40,320 orders of everything that can be told end alike: with the complaint."""
    assert {after(*order) for order in permutations(TOLD)} == {DeliveryState.COMPLAINED}


@given(st.lists(st.sampled_from(TOLD), max_size=12), st.randoms())
def test_orders_and_repetitions_make_no_difference(told: list[DeliveryState], random: object) -> None:
    """Any notices, shuffled and told twice, end as they do in their order; and no notice leads back."""
    shuffled = sorted(told * 2, key=lambda _: random.random())  # type: ignore[attr-defined]  # hypothesis' own Random
    assert after(*shuffled) is after(*told)
    steps = [after(*told[:count]) for count in range(len(told) + 1)]
    assert all(furthest(one, other) is other for one, other in pairwise(steps))


def test_what_outranks_what() -> None:
    """A bounce for now is outdone by arriving, a bounce for good is not, and a complaint is the last word."""
    assert after(DeliveryState.SOFT_BOUNCED, DeliveryState.DELIVERED) is DeliveryState.DELIVERED
    assert after(DeliveryState.DELAYED, DeliveryState.SOFT_BOUNCED) is DeliveryState.SOFT_BOUNCED
    assert after(DeliveryState.HARD_BOUNCED, DeliveryState.DELIVERED) is DeliveryState.HARD_BOUNCED
    assert furthest(DeliveryState.FAILED, DeliveryState.DELIVERED) is DeliveryState.DELIVERED


def test_what_nothing_more_is_sent_after() -> None:
    """An address that is dead or complained is written to no more; one that is full for now is."""
    suppressing = {each for each in DeliveryState if reason_to_suppress(each)}
    assert suppressing == {DeliveryState.HARD_BOUNCED, DeliveryState.SUPPRESSED, DeliveryState.COMPLAINED}
    assert suppressing < BAD
