"""VAT ids: one spelling, check digits, and a hint that helps."""

import pytest

from invoiceflow.kernel.errors import Invalid
from invoiceflow.runtime.vat_ids import checked_vat_id


@pytest.mark.parametrize(
    ("typed", "country", "known"),
    [
        ("DE136695976", "DE", "DE136695976"),
        ("de 136 695 976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("ATU13585627", "DE", "ATU13585627"),
        ("094259216", "GR", "EL094259216"),
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("NO 995 525 828 MVA", "NO", "NO995525828MVA"),
        ("NL4495445B01", "NL", "NL004495445B01"),
        ("", "DE", ""),
        (" - ", "DE", ""),
        ("12-3456789", "US", "12-3456789"),
        ("T1234567890123", "JP", "T1234567890123"),
    ],
)
def test_an_id_has_one_spelling(typed: str, country: str, known: str) -> None:
    """Blanks and points go, the prefix comes, and what nobody here can check stays as it is."""
    assert checked_vat_id(typed, country) == known


@pytest.mark.parametrize(
    ("typed", "country", "hint"),
    [
        ("DE136695977", "DE", "check digit"),
        ("DE13669597", "DE", "looks like DE123456789"),
        ("U13585626", "AT", "check digit"),
        ("hello", "FR", "looks like FR"),
        ("GB123", "GB", "looks like GB"),
        ("CHE1", "CH", "looks like CHE-"),
    ],
)
def test_an_impossible_id_is_refused_with_a_hint(typed: str, country: str, hint: str) -> None:
    """The field is named, and the hint tells a slip from a wrong form."""
    with pytest.raises(Invalid) as refused:
        checked_vat_id(typed, country)
    (error,) = refused.value.errors
    assert (error.code, error.pointer) == ("vat_id.invalid", "/vat_id")
    assert hint in error.message
