"""Bars by month: where lines and bars stand."""

import pytest

from invoiceflow.reporting.domain.chart import MOST_LINES, NARROW, WIDE, chart, shares, short_amount, step_of


@pytest.mark.parametrize(
    ("highest_minor", "exponent", "step_minor"),
    [
        pytest.param(57_318_02, 2, 20_000_00, id="tens-of-thousands"),
        pytest.param(100_00, 2, 25_00, id="a-quarter-of-a-hundred"),
        pytest.param(40_000_00, 2, 10_000_00, id="exactly-four-lines"),
        pytest.param(40_000_01, 2, 20_000_00, id="a-cent-more-needs-a-wider-step"),
        pytest.param(690_100, 0, 200_000, id="yen"),
        pytest.param(1_380_000, 3, 500_000, id="dinar-in-thousandths"),
        pytest.param(0, 2, 25_00, id="nothing-has-a-grid-too"),
        pytest.param(-5_00, 2, 25_00, id="less-than-nothing-too"),
        pytest.param(3, 2, 1, id="a-few-cents"),
    ],
)
def test_grid_lines_stand_at_round_amounts(highest_minor: int, exponent: int, step_minor: int) -> None:
    """Few lines, each a round amount from the next, and the highest bar below the last."""
    assert step_of(highest_minor, exponent) == step_minor
    assert step_minor * MOST_LINES >= highest_minor


@pytest.mark.parametrize(
    ("minor", "exponent", "label"),
    [
        (0, 2, "0"),
        (20_000_00, 2, "20k"),
        (2_500_00, 2, "2.5k"),
        (1_500_000_00, 2, "1.5M"),
        (200_000, 0, "200k"),
        (500_000, 3, "500"),
        (2_000_000_000_00, 2, "2bn"),
        (25, 2, "0.25"),
    ],
)
def test_labels_of_the_axis_are_short(minor: int, exponent: int, label: str) -> None:
    """Thousands, millions and billions have their letter; decimals are set off as the tenant does."""
    assert short_amount(minor, exponent, ".") == label
    assert short_amount(minor, exponent, ",") == label.replace(".", ",")


def test_bars_rise_from_zero_in_proportion() -> None:
    """The highest bar reaches its share of the highest line; nothing and less than nothing have no bar."""
    drawn = chart(WIDE, [(40_000_00, 20_000_00), (0, -5_00)], 2, ".")
    behind, front = drawn.months[0].first, drawn.months[0].second
    assert [line.label for line in drawn.grid] == ["0", "10k", "20k", "30k", "40k"]
    assert (drawn.grid[0].y, drawn.grid[-1].y) == ("200.0", "12.0")
    assert behind.split("V")[1].startswith("14.0q")
    assert front.split("V")[1].startswith("108.0q")
    assert (drawn.months[1].first, drawn.months[1].second) == ("", "")


def test_a_very_low_bar_is_square() -> None:
    """A bar lower than its rounded shoulders would stand on its head, so it has none."""
    drawn = chart(NARROW, [(40_000_00, 40_00)], 2, ".")
    assert "q" not in drawn.months[0].second


def test_months_share_the_width() -> None:
    """Twelve months fill the picture from the axis to its edge."""
    drawn = chart(WIDE, [(1, 1)] * 12, 2, ".")
    assert (drawn.months[0].x, drawn.months[0].width) == ("34.0", "57.1")
    assert len({month.label_x for month in drawn.months}) == 12


def test_parts_of_a_bar_lie_side_by_side() -> None:
    """Each part begins where the one before ended; a part of nothing has no width."""
    parts = shares((50, 25, 25, 0))
    assert parts == (("0.00", "49.50"), ("50.00", "24.50"), ("75.00", "24.50"), ("100.00", "0.00"))
    assert shares((0, 0)) == (("0.00", "0.00"), ("0.00", "0.00"))
