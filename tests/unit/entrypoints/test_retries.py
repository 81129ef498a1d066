"""When a job that failed is tried again: not all at once that failed at once."""

import pytest
from procrastinate.jobs import Job as QueuedJob

from invoiceflow.entrypoints.worker import Patiently
from invoiceflow.runtime.clock import SystemClock

WAIT = Patiently(max_attempts=12, exponential_wait=3)


def waits(attempts: int) -> set[int]:
    """Return how many seconds forty jobs wait that failed together, after so many attempts."""
    job = QueuedJob(id=1, queue="default", lock=None, queueing_lock=None, task_name="any", attempts=attempts)
    found = set()
    for _ in range(40):
        before = SystemClock().now()
        decision = WAIT.get_retry_decision(exception=OSError(), job=job)
        assert decision is not None
        assert decision.retry_at is not None
        found.add(round((decision.retry_at - before).total_seconds()))
    return found


@pytest.mark.parametrize(("attempts", "longest"), [(3, 81), (5, 729), (8, 19_683)])
def test_jobs_that_failed_together_come_back_apart(attempts: int, longest: int) -> None:
    """Each waits between half of its turn's wait and all of it, so that a server that returns is not run down."""
    found = waits(attempts)
    assert len(found) > 10
    assert longest // 2 - 1 <= min(found) <= max(found) <= longest + 1


def test_who_failed_often_enough_is_tried_no_more() -> None:
    """The last attempt is the last, however it is drawn."""
    job = QueuedJob(id=1, queue="default", lock=None, queueing_lock=None, task_name="any", attempts=12)
    assert WAIT.get_retry_decision(exception=OSError(), job=job) is None
