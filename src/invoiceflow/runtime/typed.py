"""Amounts as people type them, in whole minor units; docs/rules/typed-numbers.md."""

from decimal import Decimal

from invoiceflow.kernel.currency import Currency, currency_of
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.money import MAX_MINOR, too_large
from invoiceflow.kernel.notation import Notation, canonical, spelled
from invoiceflow.kernel.rounding import EXACT, round_minor

_LONE_GROUP = 3


class BadAmount(Invalid):
    """The text is no amount of that currency."""

    code = "amount.malformed"


def read_amount(text: str, currency: str, notation: Notation, *, pointer: str = "/amount") -> int:
    """
    Return a typed amount above zero in minor units. The currency's code may stand beside it.

    Raises:
        Invalid: it is no number or can be two, has too many decimals, is zero or below, or is too large.
        ``pointer`` is the field named.
    """
    known = currency_of(currency)
    bare = _bare(text, currency)
    if not bare:
        raise BadAmount.field(pointer, "amount.missing", "Type an amount.")
    number = canonical(bare, notation, pointer, known.exponent)
    if number.startswith("-"):
        raise BadAmount.field(pointer, "amount.not_above_zero", "Use an amount above zero.")
    _require_decimals(number, known, pointer)
    amount_minor = round_minor(Decimal(number), known.exponent)
    if amount_minor > MAX_MINOR:
        raise Invalid((too_large(pointer),))
    if amount_minor <= 0:
        raise BadAmount.field(pointer, "amount.not_above_zero", "Use an amount above zero.")
    return amount_minor


def spelled_amount(amount_minor: int, currency: str, notation: Notation) -> str:
    """Return an amount as it stands in a field: "1,450.00"; ``read_amount`` reads it back."""
    exponent = currency_of(currency).exponent
    return spelled(EXACT.scaleb(Decimal(amount_minor), -exponent), notation, exponent)


def _bare(text: str, currency: str) -> str:
    stripped = text.strip()
    for end in (currency, currency.lower()):
        stripped = stripped.removeprefix(end).removesuffix(end).strip()
    return stripped


def _require_decimals(number: str, known: Currency, pointer: str) -> None:
    decimals = number.partition(".")[2]
    # Zeros at the end say nothing, but in a group of three: "8.700" may be somebody's thousands.
    said = decimals if len(decimals) == _LONE_GROUP else decimals.rstrip("0")
    if len(said) > known.exponent:
        raise BadAmount.field(pointer, "amount.decimals", known.decimals_rule)
