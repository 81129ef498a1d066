"""
Amounts as Stripe writes them. Its minor units are not always those of ISO 4217.

Source: Stripe's documentation of currencies, "zero-decimal", "three-decimal", "special cases" and "minimum and maximum
charge amounts". Where the account's bank has another currency, Stripe's least is that one's, after conversion; which
it is we do not know, so that Stripe may still refuse what passes here.
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


LEAST: Final = {
    **dict.fromkeys(("AUD", "BRL", "CAD", "CHF", "EUR", "INR", "JPY", "NZD", "SGD", "USD"), 50),
    **dict.fromkeys(("AED", "MYR", "PLN", "RON"), 2_00),
    **dict.fromkeys(("NOK", "SEK"), 3_00),
    "GBP": 30,
    "BGN": 1_00,
    "DKK": 2_50,
    "HKD": 4_00,
    "MXN": 10_00,
    "THB": 10_00,
    "CZK": 15_00,
    "HUF": 175_00,
}
"""The least that is charged at once, in Stripe's minor units; one of them, where it names no other."""

MOST: Final = 99_999_999
"""The most, in Stripe's minor units."""

MOST_IDR: Final = 999_999_999_999


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


def require_chargeable(minor: int, currency: str) -> None:
    """
    Compare an amount of our minor units with what Stripe charges at once.

    Raises:
        NotAtStripe: it is too small, too large, or Stripe cannot say it.
    """
    amount = to_provider(minor, currency)
    most = MOST_IDR if currency == "IDR" else MOST
    if amount < LEAST.get(currency, 1):
        raise NotAtStripe(f"Stripe does not take so little in {currency}. The client can pay by transfer.")
    if amount > most:
        raise NotAtStripe(
            f"Stripe does not take so much in {currency} at once. The client can pay by transfer."
        )


def least_chargeable(currency: str) -> int:
    """Return the least that Stripe charges at once, in our minor units."""
    least = max(LEAST.get(currency, 1), 10 if currency in THOUSANDTHS else 1)
    minor, rest = _shifted(least, currency_of(currency).exponent - exponent_of(currency))
    return minor + bool(rest)


def is_chargeable(minor: int, currency: str) -> bool:
    """Return whether an amount of our minor units can be charged at once."""
    try:
        require_chargeable(minor, currency)
    except NotAtStripe:
        return False
    return True


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
