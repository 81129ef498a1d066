"""How limits and waits are told."""

import pytest

from invoiceflow.kernel.errors import TooMany
from invoiceflow.kernel.limit import TENANTS_PERSON, span


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (1, "1 second"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (91, "2 minutes"),
        (3600, "1 hour"),
        (5400, "90 minutes"),
        (1411 * 60, "24 hours"),
    ],
)
def test_a_time_is_told_in_the_unit_that_people_would_use(seconds: int, told: str) -> None:
    """Hours instead of a thousand minutes, rounded up: nobody comes too early."""
    assert span(seconds) == told


def test_who_reaches_a_limit_is_told_which() -> None:
    """What is limited, how much of it, and when it goes on."""
    told = TooMany(1411 * 60, TENANTS_PERSON).message
    assert told == "The limit is 5 tenants opened in 24 hours. Nothing was done. Try again in 24 hours."
