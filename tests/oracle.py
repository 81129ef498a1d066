"""
A second opinion on how an invoice adds up: slow, in exact fractions, written from the rules and not from
the code.

It shares nothing with the money core but its inputs, so that a slip in one is seen as a difference to the
other.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from golden import Amounts
from invoiceflow.invoicing.domain.line_totals import LineAmounts

EXPONENTS = {"JPY": 0, "KRW": 0, "EUR": 2, "USD": 2, "CHF": 2, "KWD": 3, "TND": 3}

ORDER = ["S", "Z", "E", "AE", "K", "G", "O"]

Group = tuple[str, Fraction]


def nearest(value: Fraction) -> int:
    """Return the nearest integer, halves away from zero."""
    size = floor(abs(value) * 2 + 1) // 2
    return size if value >= 0 else -size


def price_without_tax(price: Decimal, rate: Fraction) -> Fraction:
    """Return a price without its tax, at six decimals."""
    return Fraction(nearest(Fraction(price) / (1 + rate / 100) * 10**6), 10**6)


def line_amount(line: LineAmounts, unit: int, price: Fraction, less: int) -> int:
    """Return what a line comes to at a price, with so much taken off beside its percentage."""
    exact = Fraction(line.quantity) * price * unit
    percent_off = nearest(nearest(exact) * Fraction(line.discount_percent) / 100)
    return nearest(exact - percent_off - less)


def shared(target: int, shares: list[Fraction]) -> list[int]:
    """
    Return whole parts near their exact shares, handing out one unit after the other.

    Units go to the part that is furthest below its share; on a tie to the first.
    """
    leading = next((share for share in (Fraction(target), *shares) if share), Fraction(0))
    if leading < 0:
        return [-part for part in shared(-target, [-share for share in shares])]
    parts = [floor(share) for share in shares]
    while sum(parts) < target:
        lacking = [share - part for share, part in zip(shares, parts, strict=True)]
        parts[lacking.index(max(lacking))] += 1
    return parts


def in_proportion(amount: int, sizes: list[int]) -> list[int]:
    """Return an amount shared out in proportion, by size alone where it exceeds what they add up to."""
    if not sizes:
        return []
    if abs(amount) > abs(sum(sizes)) or sum(sizes) == 0:
        sizes = [abs(size) for size in sizes]
    if not any(sizes):
        sizes = [1 for _ in sizes]
    return shared(amount, [Fraction(amount) * size / sum(sizes) for size in sizes])


@dataclass(frozen=True)
class Opinion:
    """What an invoice should come to; a group is (category, rate, base, tax)."""

    lines: list[int]
    taxes: list[tuple[str, Fraction, int, int]]
    discount_minor: int
    charge_minor: int
    total_minor: int


def second_opinion(invoice: Amounts) -> Opinion:
    """Return what an invoice should come to."""
    nets, typed = _line_amounts(invoice, 10 ** EXPONENTS[invoice.currency])
    groups = sorted({_group(line) for line in invoice.lines}, key=lambda it: (ORDER.index(it[0]), -it[1]))
    net_sums, typed_sums = _sums(invoice, groups, nets), _sums(invoice, groups, typed)
    percent = Fraction(invoice.discount_percent) / 100
    by_percent = shared(nearest(sum(net_sums) * percent), [net * percent for net in net_sums])
    sizes = typed_sums if invoice.prices_include_tax else net_sums
    off = _net_parts(invoice, groups, in_proportion(invoice.discount_minor, sizes))
    on = _net_parts(invoice, groups, in_proportion(invoice.charge_minor, sizes))
    bases = [
        net - part - more_off + more_on
        for net, part, more_off, more_on in zip(net_sums, by_percent, off, on, strict=True)
    ]
    taxes = [
        (*group, base, nearest(base * group[1] / 100)) for group, base in zip(groups, bases, strict=True)
    ]
    total = sum(bases) + sum(tax for *_, tax in taxes)
    if invoice.prices_include_tax and groups:
        by_hand = nearest(sum(typed) * percent) + invoice.discount_minor - invoice.charge_minor
        total = sum(typed) - by_hand
    return Opinion(nets, taxes, sum(by_percent) + sum(off), sum(on), total)


def _net_parts(invoice: Amounts, groups: list[Group], parts: list[int]) -> list[int]:
    if not invoice.prices_include_tax:
        return parts
    return [nearest(part / (1 + rate / 100)) for (_, rate), part in zip(groups, parts, strict=True)]


def _group(line: LineAmounts) -> Group:
    return str(line.tax.category), Fraction(line.tax.rate_percent)


def _line_amounts(invoice: Amounts, unit: int) -> tuple[list[int], list[int]]:
    nets, typed = [], []
    for line in invoice.lines:
        less, more = line.discount_minor, line.charge_minor
        typed.append(line_amount(line, unit, Fraction(line.unit_price), less - more))
        if not invoice.prices_include_tax:
            nets.append(typed[-1])
            continue
        rate = Fraction(line.tax.rate_percent)
        less, more = nearest(less / (1 + rate / 100)), nearest(more / (1 + rate / 100))
        nets.append(line_amount(line, unit, price_without_tax(line.unit_price, rate), less - more))
    return nets, typed


def _sums(invoice: Amounts, groups: list[Group], amounts: list[int]) -> list[int]:
    sums: dict[Group, int] = defaultdict(int)
    for line, amount in zip(invoice.lines, amounts, strict=True):
        sums[_group(line)] += amount
    return [sums[group] for group in groups]
