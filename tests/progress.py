"""
The long proofs of money: dealt out in parts that run side by side, counted over all processes, and gone on with.

A part is a case named `part3of20`, made by `in_parts`; `--parts=3,7-9` runs only those. In the end each proof says
what it did, and which of its parts are left.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

import pytest

Counted = Callable[..., None]
"""Adds to what the test did: ``counted(stories=100)``."""

_PART = re.compile(r"(\w+)\[(?:(.*)-)?part(\d+)of(\d+)(?:-(.*))?\]$")
"""A test's name, what else it is told before its part, the part, of how many, and what it is told after."""


class Part(NamedTuple):
    """A part of a proof, its number, and how many there are."""

    proof: str
    number: int
    of: int


def part_of(test: str) -> Part | None:
    """Return which part of which proof a test is; None where it is no part."""
    found = _PART.search(test)
    if found is None:
        return None
    name, before, number, of, after = found.groups()
    said = (name.removeprefix("test_").replace("_", " "), before, after)
    return Part(" ".join(filter(None, said)), int(number), int(of))


def in_parts(parts: int) -> pytest.MarkDecorator:
    """Return what has a long test run in so many parts, each told its number, counted from 1."""
    numbers = range(1, parts + 1)
    return pytest.mark.parametrize("part", numbers, ids=[f"part{each}of{parts}" for each in numbers])


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Counted:
    """Return what tells how much a part of a proof did."""

    def count(**done: int) -> None:
        record_property("counted", done)

    return count


class Progress:
    """What is known by now of each proof; ``said`` is where it is told."""

    def __init__(self, said: Callable[[str], None]) -> None:
        self.said = said
        self.done: dict[str, Counter[str]] = defaultdict(Counter)
        self.left: dict[str, set[int]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add what a part did, and tell how far its proof is."""
        part = part_of(report.nodeid)
        if part is None or report.when != "call":
            return
        proof = part.proof
        left = self.left.setdefault(proof, set(range(1, part.of + 1)))
        if report.passed:
            left.discard(part.number)
        for name, done in report.user_properties:
            if name == "counted" and isinstance(done, dict):
                self.done[proof].update(done)
        self.done[proof]["seconds"] += round(report.duration)
        self.said(f"\n{self._line(proof)}")

    def pytest_terminal_summary(self) -> None:
        """Tell what each proof did, and what is left of it."""
        for proof in self.left:
            self.said(self._line(proof))

    def _line(self, proof: str) -> str:
        did = ", ".join(f"{count:,} {name}" for name, count in self.done[proof].items())
        left = self.left[proof]
        return f"{proof}: {did}; {f'not passed: --parts={_ranges(left)}' if left else 'all parts passed'}"


def _ranges(numbers: Iterable[int]) -> str:
    """Return numbers as `--parts` takes them."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(numbers)), key=lambda placed: placed[1] - placed[0])
    ]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _numbers(ranges: str) -> set[int]:
    """Return the numbers that `--parts` names."""
    ends = [each.partition("-") for each in ranges.split(",")]
    return {number for first, _, last in ends for number in range(int(first), int(last or first) + 1)}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--parts` name the parts of long proofs that are run."""
    parser.addoption("--parts", default="", help="run only these parts of long proofs: 3,7-9")


def pytest_configure(config: pytest.Config) -> None:
    """Count where all reports come together."""
    terminal = config.pluginmanager.getplugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(terminal.write_line))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the parts that are not asked for."""
    if config.getoption("parts"):
        wanted = _numbers(config.getoption("parts"))
        parts = [(item, part_of(item.name)) for item in items]
        left_out = [item for item, part in parts if part and part.number not in wanted]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
