"""
Amounts as Stripe writes them. Its minor units are not always those of ISO 4217.

Source: Stripe's documentation of currencies, "zero-decimal", "three-decimal" and "special cases".
"""

from typing import Final

from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.errors import Refused

WHOLE: Final = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
        *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
"""Without decimals at Stripe."""

THOUSANDTHS: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
"""With three decimals, of which the last must be zero."""


class NotAtStripe(Refused):
    """Stripe cannot take exactly this amount in this currency."""

    code = "checkout.amount"


def exponent_of(currency: str) -> int:
    """Return how many decimals Stripe's minor units stand for; two, where it names no other."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def to_provider(minor: int, currency: str) -> int:
    """
    Return an amount of our minor units in Stripe's.

    Raises:
        NotAtStripe: Stripe cannot say it.
    """
    amount, rest = _shifted(minor, exponent_of(currency) - currency_of(currency).exponent)
    if rest or (currency in THOUSANDTHS and amount % 10):
        raise NotAtStripe(f"Stripe cannot take exactly this amount of {currency}.")
    return amount


def from_provider(amount: int, currency: str) -> int:
    """
    Return an amount of Stripe's minor units in ours.

    Raises:
        NotAtStripe: our currency has fewer decimals than the amount.
    """
    minor, rest = _shifted(amount, currency_of(currency).exponent - exponent_of(currency))
    if rest:
        raise NotAtStripe(f"{currency} has no such amount: {amount} at Stripe.")
    return minor


def _shifted(amount: int, decimals: int) -> tuple[int, int]:
    """Return an amount with so many decimals more, or fewer, and what does not fit."""
    unit = int(10 ** abs(decimals))
    return (amount * unit, 0) if decimals >= 0 else divmod(amount, unit)
