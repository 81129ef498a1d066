"""What treatments ask of seller and buyer, and where they only warn."""

from dataclasses import dataclass

import pytest

from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.requirements import missing_for
from invoiceflow.tax.domain.union import UNION, in_union


@dataclass(frozen=True)
class Someone:
    """A party with nothing but its tax facts."""

    country: str
    vat_id: str = ""
    tax_number: str = ""


GERMAN = Someone("DE", "DE136695976")
FRENCH = Someone("FR", "FR23334175221")


def _found(categories: str, seller: Someone, buyer: Someone) -> tuple[list[str], list[str]]:
    findings = missing_for([TaxCategory(code) for code in categories.split()], seller, buyer)
    return [error.pointer for error in findings.errors], [error.pointer for error in findings.warnings]


@pytest.mark.parametrize("categories", ["S", "Z", "E", "G", "AE", "K", "O", "S AE", "S Z E"])
def test_parties_with_vat_ids_satisfy_every_treatment(categories: str) -> None:
    """Nothing is missing between two sellers of the Union with VAT ids."""
    assert _found(categories, GERMAN, FRENCH) == ([], [])


@pytest.mark.parametrize(
    ("category", "seller", "buyer", "errors"),
    [
        ("AE", GERMAN, Someone("FR"), ["/client/vat_id"]),
        ("AE", GERMAN, Someone("FR", tax_number="42"), []),
        ("AE", Someone("DE"), FRENCH, ["/seller/vat_id"]),
        ("AE", Someone("DE", tax_number="42"), FRENCH, []),
        ("AE", Someone("DE"), Someone("FR"), ["/seller/vat_id", "/client/vat_id"]),
        ("K", GERMAN, Someone("FR"), ["/client/vat_id"]),
        ("K", GERMAN, Someone("FR", tax_number="42"), ["/client/vat_id"]),
        ("K", Someone("DE", tax_number="42"), FRENCH, ["/seller/vat_id"]),
    ],
)
def test_crossing_a_border_needs_ids(
    category: str, seller: Someone, buyer: Someone, errors: list[str]
) -> None:
    """Reverse charge takes a tax number in place of a VAT id, an intra-Community supply does not."""
    assert _found(category, seller, buyer) == (errors, [])


@pytest.mark.parametrize("category", ["S", "Z", "E", "G"])
def test_a_seller_without_any_tax_id_is_warned(category: str) -> None:
    """Within the Union the seller's id belongs on the invoice; without it issuing goes on."""
    assert _found(category, Someone("DE"), FRENCH) == ([], ["/seller/vat_id"])
    assert _found(category, Someone("DE", tax_number="42"), FRENCH) == ([], [])


def test_what_is_not_subject_to_tax_stands_alone() -> None:
    """O does not share an invoice with another treatment, and asks for no id."""
    assert _found("O", Someone("DE"), FRENCH) == ([], [])
    assert _found("O S", GERMAN, FRENCH) == (["/lines"], [])


@pytest.mark.parametrize("country", ["US", "CH", "GB", "JP", "AE", "NO"])
@pytest.mark.parametrize("categories", ["S", "Z", "E", "AE", "K", "G", "O", "O S"])
def test_outside_the_union_nothing_is_asked(country: str, categories: str) -> None:
    """A seller elsewhere is never stopped for want of a tax id."""
    assert _found(categories, Someone(country), Someone("DE")) == ([], [])


def test_the_union_has_27_members() -> None:
    """Its VAT territory is known by country code."""
    assert len(UNION) == 27
    assert in_union("gr")
    assert not in_union("GB")
