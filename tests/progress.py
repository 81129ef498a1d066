"""How far a long proof has come, told past pytest's capturing."""

import sys
from collections.abc import Callable, Iterator

import pytest

Told = Callable[[str], None]


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """Yield what says a sentence at the terminal, in place of the one before."""

    def tell(sentence: str) -> None:
        with capfd.disabled():
            sys.stderr.write(f"\r{sentence} ")
            sys.stderr.flush()

    yield tell
    with capfd.disabled():
        sys.stderr.write("\n")
