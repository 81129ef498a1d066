"""
What holds for the totals of every invoice, tried on random ones.

`HYPOTHESIS_PROFILE=long pytest tests/unit/invoicing` runs 10,000 cases of each property.
"""

from dataclasses import astuple, replace
from decimal import ROUND_DOWN, Context, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from golden import Amounts
from invoiceflow.invoicing.domain.totals import Totals, totals_of
from invoices import INVOICES, mirrored
from oracle import Opinion, nearest, second_opinion


def _as_opinion(totals: Totals) -> Opinion:
    return Opinion(
        lines=[line.net_minor for line in totals.lines],
        taxes=[
            (str(group.category), Fraction(group.rate_percent), group.base_minor, group.tax_minor)
            for group in totals.taxes
        ],
        discount_minor=totals.discount_minor,
        charge_minor=totals.charge_minor,
        total_minor=totals.total_minor,
    )


@given(INVOICES)
def test_a_second_opinion_agrees(invoice: Amounts) -> None:
    """Exact fractions, worked from the rules, come to the same figures to the last unit."""
    assert _as_opinion(totals_of(invoice)) == second_opinion(invoice)


@given(INVOICES)
def test_everything_adds_up(invoice: Amounts) -> None:
    """The sums of EN 16931 hold exactly: BR-CO-10 to 16."""
    totals = totals_of(invoice)
    assert totals.lines_minor == sum(line.net_minor for line in totals.lines)
    assert totals.lines_minor == sum(group.lines_minor for group in totals.taxes)
    assert totals.discount_minor == sum(group.discount_minor for group in totals.taxes)
    assert totals.charge_minor == sum(group.charge_minor for group in totals.taxes)
    assert totals.net_minor == totals.lines_minor - totals.discount_minor + totals.charge_minor
    assert totals.net_minor == sum(group.base_minor for group in totals.taxes)
    assert totals.tax_minor == sum(group.tax_minor for group in totals.taxes)
    assert totals.total_minor == totals.net_minor + totals.tax_minor + totals.rounding_minor


@given(INVOICES)
def test_each_rate_is_one_group_taxed_once(invoice: Amounts) -> None:
    """There is one group for each category and rate in use, and its tax is the rounded tax of its base."""
    groups = totals_of(invoice).taxes
    keys = [(group.category, group.rate_percent) for group in groups]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(line.tax.category, line.tax.rate_percent) for line in invoice.lines}
    for group in groups:
        assert group.tax_minor == nearest(Fraction(group.base_minor) * Fraction(group.rate_percent) / 100)


@given(INVOICES)
def test_taking_back_is_the_mirror_image(invoice: Amounts) -> None:
    """Negated quantities and amounts negate every figure, prices and rates apart."""
    there, back = totals_of(invoice), totals_of(mirrored(invoice))
    assert _figures(back) == [-figure for figure in _figures(there)]


def _figures(totals: Totals) -> list[int]:
    lines = [figure for line in totals.lines for figure in astuple(line)]
    taxes = [figure for group in totals.taxes for figure in astuple(group)]
    return [figure for figure in (*lines, *taxes, *astuple(totals)) if type(figure) is int]


@given(INVOICES, st.data())
def test_the_order_of_lines_does_not_matter(invoice: Amounts, data: st.DataObject) -> None:
    """Moving lines about changes neither the tax table nor any sum."""
    lines = data.draw(st.permutations(invoice.lines))
    moved = totals_of(replace(invoice, lines=tuple(lines)))
    assert replace(moved, lines=()) == replace(totals_of(invoice), lines=())


@given(INVOICES)
def test_prices_with_tax_come_to_what_was_typed(invoice: Amounts) -> None:
    """Prices that include tax come to exactly the typed sum; without tax in them nothing is rounded off."""
    totals = totals_of(invoice)
    if not invoice.prices_include_tax:
        assert totals.rounding_minor == 0
        return
    typed_minor = sum(line.gross_minor for line in totals.lines)
    off_minor = nearest(typed_minor * Fraction(invoice.discount_percent) / 100) if invoice.lines else 0
    fixed_minor = invoice.charge_minor - invoice.discount_minor if invoice.lines else 0
    assert totals.total_minor == typed_minor - off_minor + fixed_minor


@given(INVOICES)
def test_the_callers_decimal_context_does_not_matter(invoice: Amounts) -> None:
    """A caller with three digits of precision and another rounding gets the same totals."""
    with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
        careless = totals_of(invoice)
    assert careless == totals_of(invoice)


@given(INVOICES)
def test_the_parts_of_a_percentage_stay_near_their_share(invoice: Amounts) -> None:
    """A percentage off the document takes from each group its own percentage, give or take one unit."""
    only_percent = replace(invoice, discount_minor=0, charge_minor=0)
    for group in totals_of(only_percent).taxes:
        exact = Fraction(group.lines_minor) * Fraction(invoice.discount_percent) / 100
        assert abs(group.discount_minor - exact) <= 1
