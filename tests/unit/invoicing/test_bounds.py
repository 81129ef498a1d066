"""Totals that no longer could be counted safely."""

from decimal import Decimal

import pytest

from golden import Amounts
from invoiceflow.invoicing.domain.line_totals import LineAmounts
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.kernel.currency import UnknownCurrency
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.money import MAX_MINOR
from invoiceflow.tax.domain.category import TaxKey

NORMAL = Decimal(1)
HUGE = Decimal("99999999999999.999999")


def _line(quantity: Decimal, unit_price: Decimal, rate: str = "0", discount_minor: int = 0) -> LineAmounts:
    return LineAmounts(quantity, unit_price, TaxKey.of(Decimal(rate)), discount_minor=discount_minor)


def _pointers(*lines: LineAmounts, prices_include_tax: bool = False) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        totals_of(Amounts("EUR", lines, prices_include_tax=prices_include_tax))
    assert {error.code for error in refusal.value.errors} == {"amount.too_large"}
    return [error.pointer for error in refusal.value.errors]


@pytest.mark.parametrize("prices_include_tax", [True, False])
@pytest.mark.parametrize("sign", [1, -1])
def test_every_line_beyond_the_bound_is_named(sign: int, *, prices_include_tax: bool) -> None:
    """All lines that are too large are named at once, returns too."""
    lines = _line(sign * HUGE, HUGE), _line(NORMAL, NORMAL), _line(NORMAL * sign, HUGE)
    assert _pointers(*lines, prices_include_tax=prices_include_tax) == [
        "/lines/0/unit_price",
        "/lines/2/unit_price",
    ]


def test_a_fixed_discount_beyond_the_bound_is_named() -> None:
    """An amount taken off is bounded as well as the price."""
    assert _pointers(_line(NORMAL, NORMAL, discount_minor=MAX_MINOR + 1)) == ["/lines/0/discount_minor"]


def test_lines_within_the_bound_may_not_add_up_beyond_it() -> None:
    """Sums are bounded, too: what browsers and bigint columns hold exactly."""
    largest = _line(NORMAL, Decimal(MAX_MINOR) / 100)
    assert totals_of(Amounts("EUR", (largest,))).total_minor == MAX_MINOR
    assert _pointers(largest, largest) == ["/lines"]


def test_a_tax_may_not_lift_the_total_beyond_the_bound() -> None:
    """A sum that is within bounds without its tax alone is refused."""
    assert _pointers(_line(NORMAL, Decimal(MAX_MINOR) / 100, "19")) == ["/lines"]


def test_amounts_of_the_document_are_bounded() -> None:
    """A discount or charge on the whole that is too large is named itself."""
    invoice = Amounts("EUR", (_line(NORMAL, NORMAL),), discount_minor=10**30, charge_minor=10**30)
    with pytest.raises(Invalid) as refusal:
        totals_of(invoice)
    assert [error.pointer for error in refusal.value.errors] == ["/discount_minor", "/charge_minor"]


def test_an_unknown_currency_has_no_totals() -> None:
    """Without knowing its decimals nothing is added up."""
    with pytest.raises(UnknownCurrency):
        totals_of(Amounts("XXX", ()))
