"""How old a debt is. The day it is due is in time."""

from dataclasses import dataclass
from datetime import date

HORIZON_DAYS = 30
"""What is due within so many days counts as expected."""


@dataclass(frozen=True, slots=True)
class Age:
    """A span of days late, both ends inclusive; None is without an end."""

    label: str
    first: int | None
    last: int | None

    def holds(self, days_late: int) -> bool:
        """Return whether a debt so many days late (below zero: not due yet) is of this age."""
        return (self.first is None or days_late >= self.first) and (
            self.last is None or days_late <= self.last
        )


AGES = (
    Age("Not due yet", None, 0),
    Age("1–30 days", 1, 30),  # noqa: RUF001  # a span of numbers takes an en dash
    Age("31–60 days", 31, 60),  # noqa: RUF001  # as above
    Age("61–90 days", 61, 90),  # noqa: RUF001  # as above
    Age("Over 90 days", 91, None),
)


def age_of(due_on: date, today: date) -> Age:
    """Return how old a debt is on a day."""
    return next(age for age in AGES if age.holds((today - due_on).days))


def months_back(today: date, count: int) -> tuple[date, ...]:
    """Return the first days of so many months, the present one last."""
    number = today.year * 12 + today.month - 1
    return tuple(date(at // 12, at % 12 + 1, 1) for at in range(number - count + 1, number + 1))
