"""Payments in the words of pages."""

from invoiceflow.kernel.money import Money
from invoiceflow.runtime import formats

STATUSES = {
    "issued": "unpaid",
    "partially_paid": "part paid",
    "paid": "paid",
    "uncollectible": "uncollectible",
}


def money(amount_minor: int, currency: str, locale: str) -> str:
    """Return an amount with its currency: "190,40 €"."""
    return formats.format_money(Money(amount_minor, currency), locale)


def amount(amount_minor: int, currency: str, locale: str) -> str:
    """Return an amount without its currency: "190,40"."""
    return formats.format_amount(amount_minor, currency, locale)
