"""Treatments and rates that go together, and those that do not."""

from decimal import Decimal

import pytest

from invoiceflow.tax.domain.category import NotATaxTreatment, TaxCategory, TaxKey


@pytest.mark.parametrize(
    ("rate", "category"), [("19", "S"), ("0.000001", "S"), ("100", "S"), ("0", "Z"), ("0.00", "Z")]
)
def test_a_rate_without_category_is_taxed_above_zero(rate: str, category: str) -> None:
    """S if the rate is above zero, else Z."""
    assert TaxKey.of(Decimal(rate)).category == category


def test_equal_rates_are_one_key() -> None:
    """19, 19.0 and 19.000000 are the same group, in one spelling."""
    keys = {TaxKey.of(Decimal(text)) for text in ("19", "19.0", "19.000000")}
    assert len(keys) == 1
    assert str(keys.pop().rate_percent) == "19"


@pytest.mark.parametrize(
    ("category", "rate", "code"),
    [
        ("S", "0", "tax.rate_needed"),
        *((category, "19", "tax.rate_must_be_zero") for category in ("Z", "E", "AE", "K", "G", "O")),
        ("S", "-1", "tax.rate_out_of_range"),
        ("S", "100.01", "tax.rate_out_of_range"),
        ("S", "NaN", "tax.rate_out_of_range"),
        ("S", "Infinity", "tax.rate_out_of_range"),
    ],
)
def test_contradictions_are_refused(category: str, rate: str, code: str) -> None:
    """Only S has a rate, and it must have one; the error names the line's tax rate."""
    with pytest.raises(NotATaxTreatment) as refusal:
        TaxKey.of(Decimal(rate), TaxCategory(category), pointer="/lines/0")
    assert [(error.code, error.pointer) for error in refusal.value.errors] == [(code, "/lines/0/tax_rate")]
    with pytest.raises(NotATaxTreatment):
        TaxKey(TaxCategory(category), Decimal(rate))


def test_a_tax_table_is_ordered_by_category_then_rate() -> None:
    """Taxed groups come first, the highest rate on top."""
    keys = [TaxKey.of(Decimal(rate)) for rate in ("0", "7", "19")]
    assert [str(key.rate_percent) for key in sorted(keys, key=lambda key: key.order)] == ["19", "7", "0"]
