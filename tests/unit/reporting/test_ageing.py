"""Which months a chart shows."""

from datetime import date

from invoiceflow.reporting.domain.ageing import months_back


def test_months_go_back_over_the_turn_of_the_year() -> None:
    """The present month is the last."""
    assert months_back(date(2026, 2, 28), 4) == (
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
