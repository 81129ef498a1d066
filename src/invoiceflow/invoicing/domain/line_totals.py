"""What each line of an invoice comes to. Rules 1 to 3 of docs/rules/rounding.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.money import MAX_MINOR, too_large
from invoiceflow.kernel.rounding import percent_of, round_half_up, round_minor
from invoiceflow.tax.domain.category import TaxKey

_PRICE_STEP = Decimal("0.000001")


class PricedLine(Protocol):
    """What a line needs to be added up; a ``Line`` is one, ``LineAmounts`` the plainest."""

    @property
    def quantity(self) -> Decimal:
        """How many; a return is negative."""

    @property
    def unit_price(self) -> Decimal:
        """Zero or more."""

    @property
    def tax(self) -> TaxKey:
        """How it is taxed."""

    @property
    def discount_percent(self) -> Decimal:
        """Off quantity times price."""

    @property
    def discount_minor(self) -> int:
        """Off quantity times price, on top of the percentage."""

    @property
    def charge_minor(self) -> int:
        """On top of quantity times price."""


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """The numbers of a line and nothing else."""

    quantity: Decimal
    unit_price: Decimal
    tax: TaxKey
    discount_percent: Decimal = Decimal(0)
    discount_minor: int = 0
    charge_minor: int = 0


@dataclass(frozen=True, slots=True)
class LineTotal:
    """
    What a line comes to, in minor units.

    ``net_unit_price`` is BT-146, ``base_minor`` BT-137 (quantity times net price), ``discount_minor`` the
    sum of BT-136, ``charge_minor`` of BT-141, ``net_minor`` BT-131. ``tax_minor`` and ``gross_minor`` are
    for showing beside a line and are never summed to a tax: the tax of an invoice is rounded once for each
    rate. With prices that include tax, ``gross_minor`` is what the typed price comes to.
    """

    net_unit_price: Decimal
    base_minor: int
    discount_minor: int
    charge_minor: int
    net_minor: int
    tax_minor: int
    gross_minor: int


def line_totals(
    lines: Sequence[PricedLine], exponent: int, *, prices_include_tax: bool
) -> tuple[LineTotal, ...]:
    """Return what each line comes to. Runs in the EXACT decimal context, on lines within bounds."""
    of = _including_tax if prices_include_tax else _excluding_tax
    return tuple(of(line, exponent) for line in lines)


def beyond_bounds(lines: Sequence[PricedLine], exponent: int) -> tuple[FieldError, ...]:
    """Return an error for each amount of a line that is too large to be counted safely."""
    return tuple(error for at, line in enumerate(lines) for error in _line_beyond_bounds(line, exponent, at))


def without_tax(amount_minor: int, rate_percent: Decimal) -> int:
    """Return the part of an amount that is not tax, rounded once."""
    return round_half_up(amount_minor * 100 / (100 + rate_percent))


def net_unit_price(gross_unit_price: Decimal, rate_percent: Decimal) -> Decimal:
    """Return the net price of one unit at six decimals, halves up."""
    # The quotient of two numbers of six decimals is either short enough to be exact or far from a half.
    return (gross_unit_price * 100 / (100 + rate_percent)).quantize(_PRICE_STEP, ROUND_HALF_UP)


def _excluding_tax(line: PricedLine, exponent: int) -> LineTotal:
    base_minor = round_minor(line.quantity * line.unit_price, exponent)
    discount_minor = percent_of(base_minor, line.discount_percent) + line.discount_minor
    net_minor = _less(line.quantity * line.unit_price, exponent, discount_minor - line.charge_minor)
    tax_minor = percent_of(net_minor, line.tax.rate_percent)
    return LineTotal(
        net_unit_price=line.unit_price,
        base_minor=base_minor,
        discount_minor=discount_minor,
        charge_minor=line.charge_minor,
        net_minor=net_minor,
        tax_minor=tax_minor,
        gross_minor=net_minor + tax_minor,
    )


def _including_tax(line: PricedLine, exponent: int) -> LineTotal:
    rate_percent = line.tax.rate_percent
    net = _excluding_tax(
        LineAmounts(
            line.quantity,
            net_unit_price(line.unit_price, rate_percent),
            line.tax,
            line.discount_percent,
            without_tax(line.discount_minor, rate_percent),
            without_tax(line.charge_minor, rate_percent),
        ),
        exponent,
    )
    gross_minor = _excluding_tax(line, exponent).net_minor
    return LineTotal(
        net_unit_price=net.net_unit_price,
        base_minor=net.base_minor,
        discount_minor=net.discount_minor,
        charge_minor=net.charge_minor,
        net_minor=net.net_minor,
        tax_minor=gross_minor - net.net_minor,
        gross_minor=gross_minor,
    )


def _less(amount: Decimal, exponent: int, less_minor: int) -> int:
    return round_half_up(amount.scaleb(exponent) - less_minor)


def _line_beyond_bounds(line: PricedLine, exponent: int, at: int) -> list[FieldError]:
    amounts = {
        "unit_price": (line.quantity * line.unit_price).scaleb(exponent),
        "discount_minor": Decimal(line.discount_minor),
        "charge_minor": Decimal(line.charge_minor),
    }
    return [too_large(f"/lines/{at}/{name}") for name, amount in amounts.items() if abs(amount) > MAX_MINOR]
