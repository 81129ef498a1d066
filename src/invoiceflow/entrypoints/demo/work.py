# ruff: noqa: E501  # a table of items reads best with one item a row
"""What the demo tenant sells: items with a price in euro, and how much of it goes on an invoice."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DemoItem:
    """``quantities`` are what may stand on a line."""

    name: str
    note: str
    unit: str
    price: str
    quantities: tuple[str, ...]


# fmt: off
ITEMS = (
    DemoItem("Strategy workshop", "Two days on site, facilitation and documentation", "days", "1450.00", ("1", "2", "3")),
    DemoItem("Brand design", "Concept, layout and final artwork", "hours", "96.00", ("12", "18.5", "24", "38.5")),
    DemoItem("Web development", "Server-rendered pages, accessible by design", "hours", "104.00", ("8", "16", "22.25", "40")),
    DemoItem("Image licence, archive", "Unlimited in time, one title", "pieces", "45.00", ("4", "6", "12")),
    DemoItem("Copy editing", "Two rounds, style guide applied", "hours", "72.00", ("3", "6.5", "9")),
    DemoItem("Hosting and care", "Updates, monitoring, restore drill", "months", "129.00", ("1", "3", "12")),
    DemoItem("Print supervision", "At the press, with proof approval", "days", "680.00", ("1", "1.5", "2")),
    DemoItem("Retainer", "Up to 20 hours a month", "months", "1800.00", ("1",)),
    DemoItem("Handbook “Type in museums”", "Hardcover, 192 pages", "pieces", "39.90", ("5", "6", "20")),
)

# fmt: on

# What a euro price is multiplied with and rounded to, so that foreign prices look like prices. No exchange rates.
SCALE = {
    "EUR": (Decimal(1), Decimal("0.01")),
    "CHF": (Decimal("0.95"), Decimal("0.05")),
    "GBP": (Decimal("0.86"), Decimal(1)),
    "USD": (Decimal("1.1"), Decimal(5)),
    "KWD": (Decimal("0.33"), Decimal("0.25")),
    "JPY": (Decimal(165), Decimal(500)),
}


def price_in(currency: str, euro: str) -> Decimal:
    """Return a euro price as a round price in another currency."""
    factor, step = SCALE[currency]
    return (Decimal(euro) * factor / step).to_integral_value() * step
