"""Addresses as they are written in their countries."""

import pytest

from invoiceflow.invoicing.domain.invoice import Party
from invoiceflow.pdf.domain.address import address_lines


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        pytest.param("DE", ("1 Road", "12345 Town", "County"), id="code-first"),
        pytest.param("US", ("1 Road", "Town, County 12345"), id="american"),
        pytest.param("GB", ("1 Road", "Town", "County", "12345"), id="british"),
    ],
)
def test_town_and_code_stand_as_in_the_country(country: str, expected: tuple[str, ...]) -> None:
    """Postal services disagree on the order."""
    party = Party("A", country, street="1 Road", postal_code="12345", city="Town", region="County")
    assert address_lines(party, country_name="") == expected


def test_what_is_missing_leaves_no_gap() -> None:
    """An address without street or code has no empty lines or stray commas."""
    assert address_lines(Party("A", "US", city="Town"), country_name="United States") == (
        "Town",
        "United States",
    )
    assert address_lines(Party("A", "DE"), country_name="") == ()
