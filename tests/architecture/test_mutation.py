"""`./run mutate` can plant every defect that it knows of: what each changes is still there, once."""

from pathlib import Path

import pytest

from mutation.defects import DEFECTS, Defect
from mutation.money import MONEY

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("defect", [*DEFECTS, *MONEY], ids=lambda each: each.name)
def test_a_defect_can_be_planted(defect: Defect) -> None:
    """Its file says once what is to be changed, and the tests that must see it exist."""
    assert (ROOT / defect.killer.partition("::")[0]).exists()
    source = (ROOT / defect.file).read_text() if defect.file else ""
    assert [source.count(old) for old in defect.edits] == [1] * len(defect.edits)
