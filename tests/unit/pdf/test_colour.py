"""The tenant's accent colour, made readable."""

import pytest

from invoiceflow.pdf.domain.colour import DEFAULT_ACCENT, readable_accent


@pytest.mark.parametrize(
    "accent",
    [
        pytest.param("#14565b", id="petrol"),
        pytest.param("#000000", id="black"),
        pytest.param(DEFAULT_ACCENT, id="default"),
    ],
)
def test_a_readable_colour_stays(accent: str) -> None:
    """What has enough contrast is the tenant's own colour."""
    assert readable_accent(accent) == accent


@pytest.mark.parametrize(
    ("accent", "expected"),
    [
        pytest.param("#ffff00", "#737300", id="yellow"),
        pytest.param("#FFFFFF", "#6f6f6f", id="white"),
        pytest.param("#ff6600", "#be4a00", id="orange"),
    ],
)
def test_a_pale_colour_is_darkened_and_keeps_its_hue(accent: str, expected: str) -> None:
    """Text in the accent can be read on white and on the tinted box (WCAG 2.2, 1.4.3)."""
    assert readable_accent(accent) == expected


@pytest.mark.parametrize("accent", ["", "red", "#12345", "#gggggg", "url(x)"])
def test_anything_else_is_the_default(accent: str) -> None:
    """A colour that is none does not stop a document."""
    assert readable_accent(accent) == DEFAULT_ACCENT
