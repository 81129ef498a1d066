"""Currencies as ISO 4217 counts them: how many decimals an amount in each has."""

from dataclasses import dataclass

from invoiceflow.kernel.currency_table import ROWS
from invoiceflow.kernel.errors import Invalid

_DECIMALS_IN_WORDS = {0: "no decimals", 2: "two decimals", 3: "three decimals"}


class UnknownCurrency(Invalid):
    """The code is not an ISO 4217 currency that amounts are paid in."""


@dataclass(frozen=True, slots=True)
class Currency:
    """``exponent`` is the number of decimals (0, 2 or 3): one unit is ``10 ** exponent`` minor units."""

    code: str
    exponent: int
    name: str

    @property
    def decimals_rule(self) -> str:
        """Return the sentence that says how many decimals amounts have, for messages."""
        return f"{self.name} has {_DECIMALS_IN_WORDS[self.exponent]}."


CURRENCIES: dict[str, Currency] = {code: Currency(code, exponent, name) for code, exponent, name in ROWS}


def currency_of(code: str, *, pointer: str = "/currency") -> Currency:
    """
    Return the currency of an ISO 4217 code, which is three capital letters.

    Raises:
        UnknownCurrency: there is none; ``pointer`` is the field that it names.

    """
    found = CURRENCIES.get(code)
    if found is None:
        raise UnknownCurrency.field(pointer, "currency.unknown", _unknown(code))
    return found


def _unknown(code: str) -> str:
    capitals = code.upper()
    if capitals in CURRENCIES:
        return f"Write currency codes in capitals: {capitals}."
    return "This is no currency code of ISO 4217. Use one such as EUR, USD or JPY."
