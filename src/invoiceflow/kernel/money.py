"""Amounts of money: integers of a currency's smallest unit, never a float."""

from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.kernel.currency import Currency, currency_of
from invoiceflow.kernel.decimals import PRICE
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.rounding import EXACT

MAX_MINOR = 10**15
"""
The largest amount taken, in minor units: far inside bigint, and below 2**53, which browsers count exactly.
"""


class MixedCurrencies(Invalid):
    """Two amounts of different currencies met in one sum."""


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount of one currency.

    ``minor`` counts the smallest unit: EUR 1050 is 10.50, JPY 1050 is 1050, KWD 1050 is 1.050.
    """

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Return the sum. Raises MixedCurrencies."""
        self._require_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Return the difference. Raises MixedCurrencies."""
        self._require_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        """Return the same amount in the other direction."""
        return Money(-self.minor, self.currency)

    @classmethod
    def of_decimal(cls, amount: Decimal, currency: str, *, pointer: str = "/amount") -> "Money":
        """
        Return an amount written in whole units, without rounding anything away.

        Raises:
            Invalid: the amount has more decimals than the currency, is no number or is too large; or the
            currency is
                unknown. ``pointer`` is the field that is named.

        """
        known = currency_of(currency)
        return cls(_exact_minor(amount, known, pointer), known.code)

    @classmethod
    def parse(cls, text: str, currency: str, *, pointer: str = "/amount") -> "Money":
        """
        Return an amount that was typed in whole units ("12.50"), zero or more.

        Raises:
            Invalid: as ``of_decimal``, or the text is not a plain number.

        """
        return cls.of_decimal(PRICE.parse(text, pointer), currency, pointer=pointer)

    def to_decimal(self) -> Decimal:
        """Return the amount in whole units, exactly, with all of the currency's decimals."""
        return EXACT.scaleb(Decimal(self.minor), -currency_of(self.currency).exponent)

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies.field(
                "/currency", "currency.mixed", f"{self.currency} and {other.currency} cannot be added up."
            )


def _exact_minor(amount: Decimal, currency: Currency, pointer: str) -> int:
    if not amount.is_finite() or (amount and amount.adjusted() > len(str(MAX_MINOR))):
        raise Invalid((too_large(pointer),))
    minor, is_whole = _in_units_of(amount, 10**currency.exponent)
    if not is_whole:
        raise Invalid.field(pointer, "amount.decimals", currency.decimals_rule)
    if abs(minor) > MAX_MINOR:
        raise Invalid((too_large(pointer),))
    return minor


def _in_units_of(amount: Decimal, unit: int) -> tuple[int, bool]:
    # Far below any currency's decimals: not worth a fraction with hundreds of digits.
    if amount and amount.adjusted() < -10:
        return 0, False
    numerator, denominator = amount.as_integer_ratio()
    return numerator * unit // denominator, numerator * unit % denominator == 0


def too_large(pointer: str) -> FieldError:
    """Return the error for an amount beyond ``MAX_MINOR``."""
    return FieldError("amount.too_large", pointer, "This amount is too large to be counted safely.")
