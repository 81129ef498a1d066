"""Which PostgreSQL servers are trusted."""

import pytest

from invoiceflow.runtime.server_version import why_unsafe


@pytest.mark.parametrize("version_number", [150_018, 160_014, 170_010, 180_004, 180_006, 190_000])
def test_a_server_without_known_holes_is_trusted(version_number: int) -> None:
    """The first safe minor of each release, later ones, and releases to come."""
    assert why_unsafe(version_number) == ""


@pytest.mark.parametrize("version_number", [90_600, 140_023, 150_017, 160_013, 170_009, 180_003])
def test_a_server_with_known_holes_is_refused(version_number: int) -> None:
    """Releases before 15, and minors before the fixes; the sentence says what is needed."""
    assert "or newer is needed" in why_unsafe(version_number)
