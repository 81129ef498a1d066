"""How old a debt is. The day it is due is in time."""

from datetime import date

HORIZON_DAYS = 30
"""What is due within so many days counts as expected."""


AGES = ("Not due yet", "1–30 days", "31–60 days", "61–90 days", "Over 90 days")  # noqa: RUF001  # spans take an en dash
FIRST_DAYS = (1, 31, 61, 91)
"""The first day late of each age but the first."""


def months_back(today: date, count: int) -> tuple[date, ...]:
    """Return the first days of so many months, the present one last."""
    number = today.year * 12 + today.month - 1
    return tuple(date(at // 12, at % 12 + 1, 1) for at in range(number - count + 1, number + 1))
