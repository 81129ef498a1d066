# ruff: noqa: E501  # a table of items reads best with one item a row
"""What the demo tenant sells: items with a price in euro, and how much of it goes on an invoice."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Wording:
    """What an item is called in one language."""

    name: str
    note: str
    unit: str


@dataclass(frozen=True, slots=True)
class DemoItem:
    """``price`` is in euro; ``quantities`` are what may stand on a line."""

    english: Wording
    german: Wording
    price: str
    quantities: tuple[str, ...]

    def wording(self, language: str) -> Wording:
        """Return German words for a German document, English ones for every other."""
        return self.german if language == "de" else self.english


# fmt: off
ITEMS = (
    DemoItem(Wording("Strategy workshop", "On site, with facilitation and documentation", "days"), Wording("Strategieworkshop", "Vor Ort, mit Moderation und Dokumentation", "Tage"), "1450.00", ("1.5", "2", "3")),
    DemoItem(Wording("Brand design", "Concept, layout and final artwork", "hours"), Wording("Gestaltung", "Konzept, Satz und Reinzeichnung", "Std."), "96.00", ("12", "18.5", "24", "38.5")),
    DemoItem(Wording("Web development", "Server-rendered pages, accessible by design", "hours"), Wording("Webentwicklung", "Seiten vom Server, barrierefrei angelegt", "Std."), "104.00", ("8", "16", "22.25", "40")),
    DemoItem(Wording("Image licence, archive", "Unlimited in time, one title", "pcs."), Wording("Bildlizenz, Archiv", "Zeitlich unbegrenzt, ein Titel", "Stk."), "45.00", ("4", "6", "12")),
    DemoItem(Wording("Copy editing", "Two rounds, style guide applied", "hours"), Wording("Lektorat", "Zwei Durchgänge, nach Hausregeln", "Std."), "72.00", ("3", "6.5", "9")),
    DemoItem(Wording("Hosting and care", "Updates, monitoring, restore drill", "mo."), Wording("Hosting und Pflege", "Aktualisierung, Überwachung, Rücksicherungsprobe", "Mon."), "129.00", ("1", "3", "12")),
    DemoItem(Wording("Print supervision", "At the press, with proof approval", "days"), Wording("Druckbegleitung", "An der Maschine, mit Freigabe", "Tage"), "680.00", ("0.5", "1.5", "2")),
    DemoItem(Wording("Retainer", "Up to 20 hours a month", "mo."), Wording("Monatspauschale", "Bis zu 20 Stunden im Monat", "Mon."), "1800.00", ("1",)),
    DemoItem(Wording("Handbook “Type in museums”", "Hardcover, 192 pages", "pcs."), Wording("Handbuch „Schrift im Museum“", "Gebunden, 192 Seiten", "Stk."), "39.90", ("5", "6", "20")),
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
