"""How old debts are, and which months a chart shows."""

from datetime import date, timedelta

import pytest

from invoiceflow.reporting.domain.ageing import AGES, age_of, months_back

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days_late", "age"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (61, 3), (90, 3), (91, 4), (4000, 4)]
)
def test_each_debt_has_one_age(days_late: int, age: int) -> None:
    """The day on which it is due is in time; every day late belongs to one age."""
    assert age_of(TODAY - timedelta(days=days_late), TODAY) is AGES[age]


def test_months_go_back_over_the_turn_of_the_year() -> None:
    """The present month is the last."""
    assert months_back(date(2026, 2, 28), 4) == (
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
