"""The tax rates that a tenant starts with."""

from decimal import Decimal

import pytest

from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.rate_table import RATES
from invoiceflow.tax.domain.rates import rates_for
from invoiceflow.tax.domain.union import UNION


@pytest.mark.parametrize("country", [*RATES, "US", "KW", "HK", "ZZ", ""])
def test_each_country_has_one_default_and_no_rate_twice(country: str) -> None:
    """Exactly one rate is the default, and names tell rates apart."""
    rates = rates_for(country)
    assert [rate.is_default for rate in rates].count(True) == 1
    assert rates[0].is_default
    assert len({rate.name for rate in rates}) == len(rates)
    assert len({rate.tax for rate in rates}) == len(rates)


def test_every_member_state_is_in_the_table() -> None:
    """No seller of the Union starts without rates."""
    assert set(RATES) >= UNION


@pytest.mark.parametrize(
    ("country", "standard"),
    [
        ("DE", "19"),
        ("FR", "20"),
        ("FI", "25.5"),
        ("EE", "24"),
        ("RO", "21"),
        ("SK", "23"),
        ("CH", "8.1"),
        ("GB", "20"),
    ],
)
def test_the_default_is_the_standard_rate(country: str, standard: str) -> None:
    """New lines get the country's standard rate."""
    assert rates_for(country)[0].tax.rate_percent == Decimal(standard)


def test_sellers_of_the_union_get_the_treatments_across_borders() -> None:
    """Reverse charge, intra-Community supply, export, exempt and not subject come with the rates."""
    categories = {rate.tax.category for rate in rates_for("AT")}
    assert categories == set(TaxCategory) - {TaxCategory.ZERO}


def test_a_country_without_such_a_tax_gets_no_tax() -> None:
    """Where there is nothing to charge there is one rate of zero."""
    (rate,) = rates_for("us")
    assert (rate.name, rate.tax.category, rate.tax.rate_percent) == ("No tax", TaxCategory.ZERO, Decimal(0))
