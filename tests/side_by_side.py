"""
How `./run test` deals tests out to its processes.

What needs the whole running system goes to one process, so that there is one such system and one Chromium, and is
begun first, as it takes longest: pages are looked at before journeys change what stands on them. What needs no server
comes last: its files are short, and fill up the end.
"""

from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling

SYSTEM: Final = "tests/browser/"
_OF_THE_SYSTEM: Final = (SYSTEM, "tests/integration/development/test_system.py")
_LOOKS: Final = "tests/browser/test_every_"
_QUICK: Final = ("tests/unit/", "tests/architecture/")


def share(nodeid: str) -> str:
    """Return the name of what a test is dealt out with: its file, or all that needs the running system."""
    return SYSTEM if nodeid.startswith(_OF_THE_SYSTEM) else nodeid.partition("::")[0]


def turn(nodeid: str) -> int:
    """Return when a test has its turn, counted from 0."""
    if share(nodeid) == SYSTEM:
        return 0 if nodeid.startswith(_LOOKS) else 1
    return 3 if nodeid.startswith(_QUICK) else 2


class Shares(LoadFileScheduling):  # type: ignore[misc]  # xdist tells no types
    """Deals out shares in the order in which their tests were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return share(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Shares | None:
    """Deal out shares where tests of a file are to stay together."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Shares(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring tests into their turns, within which they stay in the order that was drawn for them."""
    items.sort(key=lambda item: turn(item.nodeid))
