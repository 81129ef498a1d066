"""Payments in the words of pages."""

from datetime import date

from invoiceflow.kernel.money import Money
from invoiceflow.runtime import formats

READER = formats.DEFAULT_LOCALE
"""The locale of the interface."""

STATUSES = {
    "issued": "unpaid",
    "partially_paid": "part paid",
    "paid": "paid",
    "uncollectible": "uncollectible",
}


def money(amount_minor: int, currency: str, locale: str = READER) -> str:
    """Return an amount with its currency: "€190.40"; beside fields in the tenant's own locale, as they are typed."""
    return formats.format_money(Money(amount_minor, currency), locale)


def amount(amount_minor: int, currency: str) -> str:
    """Return an amount without its currency: "190.40"."""
    return formats.format_amount(amount_minor, currency, READER)


def day(on: date) -> str:
    """Return a date: "18 Nov 2026"."""
    return formats.format_date(on, READER, "medium")
