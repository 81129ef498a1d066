"""The table in docs/rules/typed-numbers.md is what the parser does."""

import re
from pathlib import Path

import pytest

from invoiceflow.kernel.decimals import NotADecimal
from invoiceflow.kernel.notation import Notation, canonical
from invoiceflow.runtime.formats import notation_of

PAGE = Path(__file__).parents[3] / "docs" / "rules" / "typed-numbers.md"
ROWS = re.findall(r"^\| `([^`]+)` \| (\S+) \| (\S+) \|$", PAGE.read_text(), re.MULTILINE)


@pytest.mark.parametrize(("typed", "british", "german"), ROWS)
def test_a_row_is_what_is_read(typed: str, british: str, german: str) -> None:
    """Each cell is the number that is read there, or says that it is refused."""
    assert _read(typed, notation_of("en", "GB")) == british
    assert _read(typed, notation_of("de", "DE")) == german


def test_the_table_was_found() -> None:
    """A table in another form would prove nothing."""
    assert len(ROWS) >= 10


def _read(typed: str, notation: Notation) -> str:
    try:
        return canonical(typed, notation)
    except NotADecimal:
        return "refused"
