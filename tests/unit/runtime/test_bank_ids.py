"""IBAN and BIC as people type them."""

import pytest

from invoiceflow.kernel.errors import Invalid
from invoiceflow.runtime.bank_ids import checked_bic, checked_iban, spaced_iban


@pytest.mark.parametrize(
    ("typed", "iban"),
    [
        ("DE02 1203 0000 0000 2020 51", "DE02120300000000202051"),
        ("gb33bukb20201555555555", "GB33BUKB20201555555555"),
        ("NO93-8601-1117-947", "NO9386011117947"),
        ("  ", ""),
    ],
)
def test_an_iban_has_one_spelling(typed: str, iban: str) -> None:
    """Blanks and hyphens go, letters become capitals, nothing stays nothing."""
    assert checked_iban(typed) == iban


@pytest.mark.parametrize(
    "typed",
    ["DE02120300000000202052", "DE0212", "12345", "XX00", "DE02 1203 \u0660\u0660\u0660\u0660", "é" * 20],
)
def test_a_false_iban_is_refused(typed: str) -> None:
    """One sign wrong, too short, another alphabet: the field is named."""
    with pytest.raises(Invalid) as refused:
        checked_iban(typed)
    assert [error.pointer for error in refused.value.errors] == ["/iban"]


def test_a_bic_has_one_spelling() -> None:
    """Eight or eleven signs, in capitals."""
    assert checked_bic("bylade m1 001") == "BYLADEM1001"
    with pytest.raises(Invalid):
        checked_bic("BYLA")


def test_an_iban_is_read_in_groups() -> None:
    """People compare it four signs at a time."""
    assert spaced_iban("DE02120300000000202051") == "DE02 1203 0000 0000 2020 51"
