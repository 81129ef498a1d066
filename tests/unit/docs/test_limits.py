"""docs/limits.md tells every limit, as it is."""

import re
from pathlib import Path

from invoiceflow.kernel import limit
from invoiceflow.kernel.limit import ALL_AT_ONCE, LIMITS, Limit, api_limits

PAGE = (Path(__file__).parents[3] / "docs" / "limits.md").read_text()
SPANS = {2: "2 seconds", 60: "a minute", 900: "15 minutes", 3600: "an hour", 86400: "a day"}


def test_every_limit_is_told() -> None:
    """The table has the limits of the source in their order: those, with their figures, and no others."""
    rows = re.findall(r"^\| `(\S+)` \| (.+) \| (\w+) \| ([\d,]+) in (.+?) \| (yes|) ?\|$", PAGE, re.MULTILINE)
    assert rows == [
        (each.name, each.about, each.per, f"{each.amount:,}", SPANS[each.seconds], "yes" * each.guessing)
        for each in LIMITS
    ]


def test_what_may_be_done_at_once_is_told() -> None:
    """The second table has what is counted while it goes on: that, with its figures, and nothing else."""
    rows = re.findall(r"^\| `(\S+)` \| ([^|]+) \| (\d+) \|$", PAGE, re.MULTILINE)
    assert rows == [(each.name, each.about, str(each.amount)) for each in ALL_AT_ONCE]


def test_every_limit_is_listed_once() -> None:
    """Whatever limit the source defines stands in the list, under a name of its own."""
    defined = [value for value in vars(limit).values() if isinstance(value, Limit)]
    assert sorted(defined, key=lambda each: each.name) == sorted(LIMITS, key=lambda each: each.name)
    assert len({each.name for each in LIMITS}) == len(LIMITS)


def test_the_setting_moves_both_limits_of_the_api() -> None:
    """A key may ask so often with bursts of twice as much, its tenant as often as four keys."""
    assert api_limits(100) == (limit.API_KEY, limit.API_TENANT)
    assert [each.amount for each in api_limits(7)] == [14, 1680]
