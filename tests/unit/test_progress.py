"""The parts of long proofs, as tests/progress.py knows them by the names that pytest gives them."""

import pytest

from progress import Part, Progress, part_of

PROOF = "tests/integration/payments/test_orders.py::test_all_720_orders"


@pytest.mark.parametrize(
    ("told", "proof"),
    [
        ("part2of4", "all 720 orders"),
        ("one lost-part2of4", "all 720 orders one lost"),
        ("part2of4-one lost", "all 720 orders one lost"),
        ("mirrored-part2of4-twice", "all 720 orders mirrored twice"),
    ],
)
def test_a_part_is_known_wherever_pytest_names_it(told: str, proof: str) -> None:
    """Alone, before, after or between what else the test is told."""
    assert part_of(f"{PROOF}[{told}]") == Part(proof, 2, 4)


@pytest.mark.parametrize("told", ["", "[once]", "[part2]", "[counterpart2of4]", "[part2of4th]"])
def test_other_tests_are_no_parts(told: str) -> None:
    """They are run whatever parts are asked for."""
    assert part_of(PROOF + told) is None


def test_the_parts_that_did_not_pass_are_told_as_they_are_asked_for() -> None:
    """What passed is left out, and what failed or never ran is what goes on."""
    said: list[str] = []
    progress = Progress(said.append)
    for number, outcome in ((2, "passed"), (4, "failed")):
        progress.pytest_runtest_logreport(_report(number, outcome))
    progress.pytest_terminal_summary()
    assert said[-1] == "all 720 orders twice: 42 tellings, 6 seconds; not passed: --parts=1,3-5"


def _report(number: int, outcome: str) -> pytest.TestReport:
    """Return what pytest tells of a part that took three seconds."""
    return pytest.TestReport(
        f"{PROOF}[part{number}of5-twice]",
        ("", 0, ""),
        {},
        outcome,  # type: ignore[arg-type]  # one of its three words
        None,
        "call",
        user_properties=[("counted", {"tellings": 21})],
        duration=3,
    )
