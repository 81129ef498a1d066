"""The stand-in for SQS gives a message out again until it is deleted, and no more than five times."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from invoiceflow.sandbox.sqs.messages import HIDDEN_SECONDS, TRIES, Messages


@dataclass
class Hand:
    """A clock that a test moves."""

    at: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the given instant."""
        return self.at


def test_what_is_not_deleted_comes_back_and_dies_at_last() -> None:
    """Hidden for a minute after each time, deleted by the handle of the last time alone, dead after five."""
    hand = Hand()
    queue = Messages(hand.now)
    for body in ("kept", "deleted"):
        queue.send(body)
    (kept, gone) = queue.receive(10)
    assert queue.receive(10) == []
    assert queue.delete(gone.handle)
    assert not queue.delete(gone.handle)
    for _ in range(TRIES - 1):
        hand.at += timedelta(seconds=HIDDEN_SECONDS)
        assert [each.id for each in queue.receive(10)] == [kept.id]
    hand.at += timedelta(seconds=HIDDEN_SECONDS)
    assert (queue.receive(10), [each.id for each in queue.dead]) == ([], [kept.id])
