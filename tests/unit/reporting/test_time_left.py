"""How much longer an export takes, reckoned and said."""

import pytest

from invoiceflow.reporting.domain.export import SOONEST_SECONDS, seconds_left
from invoiceflow.reporting.web.takeout import left_said


@pytest.mark.parametrize(
    ("elapsed_seconds", "done", "total", "left"),
    [
        pytest.param(10, 50, 100, 10, id="half"),
        pytest.param(10, 30, 100, 24, id="rounded-up"),
        pytest.param(10, 100, 100, 0, id="all"),
        pytest.param(10, 101, 100, 0, id="more-than-was-counted"),
        pytest.param(10, 0, 100, None, id="nothing-yet"),
        pytest.param(SOONEST_SECONDS - 1, 50, 100, None, id="too-soon"),
    ],
)
def test_it_goes_on_as_it_went(elapsed_seconds: int, done: int, total: int, left: int | None) -> None:
    """What is left takes as long in proportion; nothing is said before that can be known."""
    assert seconds_left(elapsed_seconds, done=done, total=total) == left


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds left"),
        (10, "a few seconds left"),
        (11, "about 20 seconds left"),
        (90, "about 90 seconds left"),
        (91, "about 2 minutes left"),
        (3600, "about 60 minutes left"),
    ],
)
def test_it_is_said_in_round_figures(seconds: int, said: str) -> None:
    """Rounded up, so that it is rather sooner than later."""
    assert left_said(seconds) == said
