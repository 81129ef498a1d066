"""The tax rates that a new tenant starts with, by country."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from invoiceflow.tax.domain.rate_table import RATES
from invoiceflow.tax.domain.union import in_union


@dataclass(frozen=True, slots=True)
class SuggestedRate:
    """A rate as a tenant would set it up; ``is_default`` is the one that new lines get."""

    name: str
    tax: TaxKey
    is_default: bool


def rates_for(country: str) -> tuple[SuggestedRate, ...]:
    """
    Return sensible rates for a seller in a country, exactly one of them the default.

    ``country`` is ISO 3166-1 alpha-2. The table is a start and no advice: a country that it does not know,
    or that has no such tax, gets "No tax" alone.
    """
    return tuple(_rates(country.upper()))


def _rates(country: str) -> Iterator[SuggestedRate]:
    tax_name, percentages = RATES.get(country, ("", ""))
    for at, percent in enumerate(percentages.split()):
        key = TaxKey.of(Decimal(percent))
        yield SuggestedRate(f"{tax_name} {percent} %", key, is_default=at == 0)
    if in_union(country):
        yield from _without_tax_in_union()
    elif percentages:
        yield _untaxed("Zero rated", TaxCategory.ZERO)
        yield _untaxed("Exempt", TaxCategory.EXEMPT)
        yield _untaxed("Export", TaxCategory.EXPORT)
    else:
        yield SuggestedRate("No tax", _zero(TaxCategory.ZERO), is_default=True)


def _without_tax_in_union() -> Iterator[SuggestedRate]:
    yield _untaxed("Reverse charge", TaxCategory.REVERSE_CHARGE)
    yield _untaxed("Intra-Community supply", TaxCategory.INTRA_COMMUNITY)
    yield _untaxed("Export", TaxCategory.EXPORT)
    yield _untaxed("Exempt", TaxCategory.EXEMPT)
    yield _untaxed("Not subject to VAT", TaxCategory.NOT_SUBJECT)


def _untaxed(name: str, category: TaxCategory) -> SuggestedRate:
    return SuggestedRate(name, _zero(category), is_default=False)


def _zero(category: TaxCategory) -> TaxKey:
    return TaxKey(category, Decimal(0))
