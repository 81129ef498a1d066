"""
How an invoice adds up: the only place with arithmetic on invoice amounts.

The rules are those of EN 16931 (tax on the summed base of each category and rate, rounded once, halves away
from zero), stricter than the official checks, which let a tax be up to 1.00 off. In words, with worked
numbers: docs/rules/rounding.md. Pure, and independent of the caller's decimal context.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Protocol

from invoiceflow.invoicing.domain.line_totals import (
    LineTotal,
    PricedLine,
    beyond_bounds,
    line_totals,
)
from invoiceflow.invoicing.domain.tax_groups import TaxGroup, WholeDiscount, tax_groups
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.money import MAX_MINOR, too_large
from invoiceflow.kernel.rounding import EXACT, percent_of


class Priced(Protocol):
    """What can be added up; ``Content`` is one."""

    @property
    def currency(self) -> str:
        """ISO 4217 code."""

    @property
    def prices_include_tax(self) -> bool:
        """Whether unit prices and fixed discounts and charges were typed with tax in them."""

    @property
    def lines(self) -> Sequence[PricedLine]:
        """The lines, in their order."""

    @property
    def discount_percent(self) -> Decimal:
        """Off the sum of the lines."""

    @property
    def discount_minor(self) -> int:
        """Off the sum of the lines, on top of the percentage."""

    @property
    def charge_minor(self) -> int:
        """On top of the sum of the lines."""


@dataclass(frozen=True, slots=True)
class Totals:
    """
    What an invoice comes to; all in minor units of its currency.

    ``lines_minor`` is BT-106, ``discount_minor`` BT-107, ``charge_minor`` BT-108, ``net_minor`` BT-109,
    ``tax_minor`` BT-110, ``rounding_minor`` BT-114 and ``total_minor`` what is to be paid: net + tax +
    rounding.
    """

    lines: tuple[LineTotal, ...]
    taxes: tuple[TaxGroup, ...]
    lines_minor: int
    discount_minor: int
    charge_minor: int
    net_minor: int
    tax_minor: int
    rounding_minor: int
    total_minor: int


def totals_of(priced: Priced) -> Totals:
    """
    Return what an invoice comes to; without lines everything is zero.

    With prices that include tax, the total is exactly what the typed prices come to after discounts, and the
    difference to net + tax is shown as ``rounding_minor``.

    Raises:
        Invalid: an amount is too large to be counted safely, each line named (``/lines/2/unit_price``), or the
            currency is unknown.
    """
    exponent = currency_of(priced.currency).exponent
    with localcontext(EXACT):
        errors = (*beyond_bounds(priced.lines, exponent), *_whole_beyond_bounds(priced))
        if errors:
            raise Invalid(errors)
        return _totals(priced, exponent)


def _totals(priced: Priced, exponent: int) -> Totals:
    lines = line_totals(priced.lines, exponent, prices_include_tax=priced.prices_include_tax)
    whole = WholeDiscount(priced.discount_percent, priced.discount_minor, priced.charge_minor)
    taxes = tax_groups(priced.lines, lines, whole, prices_include_tax=priced.prices_include_tax)
    net_minor = sum(group.base_minor for group in taxes)
    tax_minor = sum(group.tax_minor for group in taxes)
    total_minor = net_minor + tax_minor
    if priced.prices_include_tax:
        total_minor = _as_typed(lines, whole)
    _require_countable(net_minor, tax_minor, total_minor)
    return Totals(
        lines=lines,
        taxes=taxes,
        lines_minor=sum(line.net_minor for line in lines),
        discount_minor=sum(group.discount_minor for group in taxes),
        charge_minor=sum(group.charge_minor for group in taxes),
        net_minor=net_minor,
        tax_minor=tax_minor,
        rounding_minor=total_minor - net_minor - tax_minor,
        total_minor=total_minor,
    )


def _as_typed(lines: Sequence[LineTotal], whole: WholeDiscount) -> int:
    typed_minor = sum(line.gross_minor for line in lines)
    if not lines:
        return 0
    return typed_minor - percent_of(typed_minor, whole.percent) - whole.discount_minor + whole.charge_minor


def _whole_beyond_bounds(priced: Priced) -> list[FieldError]:
    amounts = {"discount_minor": priced.discount_minor, "charge_minor": priced.charge_minor}
    return [too_large(f"/{name}") for name, amount in amounts.items() if abs(amount) > MAX_MINOR]


def _require_countable(*amounts_minor: int) -> None:
    if any(abs(amount) > MAX_MINOR for amount in amounts_minor):
        raise Invalid((too_large("/lines"),))
