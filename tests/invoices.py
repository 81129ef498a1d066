"""Random invoices for property tests: any currency exponent, discounts, charges, returns, treatments."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from golden import Amounts
from invoiceflow.invoicing.domain.line_totals import LineAmounts
from invoiceflow.tax.domain.category import TaxCategory, TaxKey
from oracle import EXPONENTS


def decimals(largest: int, places: int) -> st.SearchStrategy[Decimal]:
    """Return numbers from zero to a bound with up to so many decimals, the round ones among them."""
    scaled = st.integers(0, largest * 10**places).map(lambda minor: Decimal(minor).scaleb(-places))
    return st.one_of(st.integers(0, largest).map(Decimal), scaled)


# Few rates, so that lines share groups; halves come from 5 and 25.5, long fractions from 8.1 and 19.
RATES = st.sampled_from(["5", "7", "19", "25.5", "8.1", "8.875", "20"])
TAXED = RATES.map(lambda rate: TaxKey(TaxCategory.STANDARD, Decimal(rate)))
UNTAXED = st.sampled_from([c for c in TaxCategory if c is not TaxCategory.STANDARD]).map(
    lambda category: TaxKey(category, Decimal(0))
)
PERCENTAGES = st.one_of(st.just(Decimal(0)), decimals(100, 2), decimals(100, 6))
FIXED = st.one_of(st.just(0), st.integers(0, 100_000))
QUANTITIES = st.tuples(st.sampled_from([1, 1, 1, -1]), st.one_of(decimals(100, 0), decimals(1000, 6))).map(
    lambda pair: pair[0] * pair[1]
)
PRICES = st.one_of(decimals(1, 3), decimals(1000, 2), decimals(100_000, 6))

LINES = st.builds(
    LineAmounts,
    quantity=QUANTITIES,
    unit_price=PRICES,
    tax=st.one_of(TAXED, UNTAXED),
    discount_percent=PERCENTAGES,
    discount_minor=FIXED,
    charge_minor=FIXED,
)

INVOICES = st.builds(
    Amounts,
    currency=st.sampled_from(sorted(EXPONENTS)),
    lines=st.lists(LINES, max_size=7).map(tuple),
    prices_include_tax=st.booleans(),
    discount_percent=PERCENTAGES,
    discount_minor=FIXED,
    charge_minor=FIXED,
)


def mirrored(invoice: Amounts) -> Amounts:
    """Return the invoice that takes another one back."""
    lines = tuple(
        replace(
            line,
            quantity=-line.quantity,
            discount_minor=-line.discount_minor,
            charge_minor=-line.charge_minor,
        )
        for line in invoice.lines
    )
    return replace(
        invoice, lines=lines, discount_minor=-invoice.discount_minor, charge_minor=-invoice.charge_minor
    )
