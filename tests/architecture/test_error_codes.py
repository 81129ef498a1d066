"""Every code that an answer can carry is documented, and no other."""

import re
from pathlib import Path

from error_codes import used

ERRORS = Path(__file__).parents[2] / "docs" / "errors.md"


def told() -> list[str]:
    """Return the codes in the tables of docs/errors.md."""
    return re.findall(r"^\| `([a-z_.]+)` \|", ERRORS.read_text(), flags=re.MULTILINE)


def test_every_error_code_is_documented() -> None:
    """docs/errors.md lists the codes in the source: those, and no others."""
    assert sorted(used() - set(told())) == []
    assert sorted(set(told()) - used()) == []


def test_no_error_code_is_explained_twice() -> None:
    """One code has one meaning."""
    assert len(told()) == len(set(told()))
