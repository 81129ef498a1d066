"""
The tax table of an invoice: one group for each category and rate.

Rules 4 to 7 of docs/rules/rounding.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from invoiceflow.invoicing.domain.line_totals import LineTotal, PricedLine, without_tax
from invoiceflow.kernel.rounding import apportion, percent_of, split
from invoiceflow.tax.domain.category import TaxCategory, TaxKey


@dataclass(frozen=True, slots=True)
class WholeDiscount:
    """What is taken off and put on the sum of the lines."""

    percent: Decimal
    discount_minor: int
    charge_minor: int


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """
    All that is taxed alike, in minor units.

    ``discount_minor`` and ``charge_minor`` are the group's part of the document's (BT-92, BT-99),
    ``base_minor`` is BT-116 and ``tax_minor`` BT-117.
    """

    category: TaxCategory
    rate_percent: Decimal
    lines_minor: int
    discount_minor: int
    charge_minor: int
    base_minor: int
    tax_minor: int


def tax_groups(
    lines: Sequence[PricedLine],
    totals: Sequence[LineTotal],
    whole: WholeDiscount,
    *,
    prices_include_tax: bool,
) -> tuple[TaxGroup, ...]:
    """
    Return the tax table, taxed groups first and the highest rate on top, whatever the order of the lines.

    Discounts and charges of the document are shared out over the groups by largest remainder.
    """
    keys = sorted({line.tax for line in lines}, key=lambda key: key.order)
    nets = _summed(keys, lines, [total.net_minor for total in totals])
    discounts = _percent_shares(whole.percent, nets)
    if prices_include_tax:
        typed = _summed(keys, lines, [total.gross_minor for total in totals])
        fixed = _net_parts(keys, _fixed_parts(whole.discount_minor, typed))
        charges = _net_parts(keys, _fixed_parts(whole.charge_minor, typed))
    else:
        fixed = _fixed_parts(whole.discount_minor, nets)
        charges = _fixed_parts(whole.charge_minor, nets)
    return tuple(
        _group(key, net, share + part, charge)
        for key, net, share, part, charge in zip(keys, nets, discounts, fixed, charges, strict=True)
    )


def _group(key: TaxKey, lines_minor: int, discount_minor: int, charge_minor: int) -> TaxGroup:
    base_minor = lines_minor - discount_minor + charge_minor
    return TaxGroup(
        category=key.category,
        rate_percent=key.rate_percent,
        lines_minor=lines_minor,
        discount_minor=discount_minor,
        charge_minor=charge_minor,
        base_minor=base_minor,
        tax_minor=percent_of(base_minor, key.rate_percent),
    )


def _summed(keys: Sequence[TaxKey], lines: Sequence[PricedLine], amounts: Sequence[int]) -> list[int]:
    sums = dict.fromkeys(keys, 0)
    for line, amount_minor in zip(lines, amounts, strict=True):
        sums[line.tax] += amount_minor
    return [sums[key] for key in keys]


def _percent_shares(percent: Decimal, nets: Sequence[int]) -> tuple[int, ...]:
    # Each group gives its own percentage, also where returns make a group or the whole negative.
    shares = [Fraction(net) * Fraction(percent) / 100 for net in nets]
    return apportion(percent_of(sum(nets), percent), shares)


def _fixed_parts(amount_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    if not weights:
        return ()
    # Returns on one rate and sales on another can nearly cancel out. An amount larger than what is left
    # would then be blown up in both groups, so it counts by their sizes.
    if abs(amount_minor) > abs(sum(weights)):
        weights = [abs(weight) for weight in weights]
    return split(amount_minor, weights)


def _net_parts(keys: Sequence[TaxKey], parts: Sequence[int]) -> tuple[int, ...]:
    return tuple(without_tax(part, key.rate_percent) for key, part in zip(keys, parts, strict=True))
