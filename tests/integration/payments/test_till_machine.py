"""
Random stories of a tenant that collects (tests/till_machine.py), with crashes at random statements.

`./run test` plays a few short ones; `./run prove machine` 2,000 of a hundred steps, in parts that run side by side.
Each part has a database and a platform at Stripe of its own, and plays the same stories whenever it is run.
"""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from progress import Counted, in_parts
from retelling import without_documents
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from till import open_shop
from till_hands import Hands
from till_machine import TillMachine

STORIES, STEPS = 8, 30
LONG_STORIES, LONG_STEPS, PARTS = 2_000, 100, 20


@pytest.fixture
def own_database(services: Services, template_database: str) -> Iterator[DatabaseUrls]:
    """Yield a database of this test's own: what runs for every tenant sees no other part's."""
    name = f"test_{token_hex(6)}"
    yield services.create_database(name, template=template_database)
    services.drop_database(name)


@pytest.fixture
def hands(
    services: Services, own_database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> Iterator[Hands]:
    """Yield hands that act in a shop, on a loop of their own: rules are no coroutines."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        opening = open_shop(services, own_database, sandbox, tmp_path, without_documents)
        yield Hands(runner, runner.run(opening.__aenter__()))
        runner.run(opening.__aexit__(None, None, None))


def play(hands: Hands, stories: int, steps: int, first: int, counted: Counted = lambda **_: None) -> None:
    """Play at least so many stories, from a first one that a number names. Raises what a rule or an invariant does."""

    @seed(first)
    class Told(TillMachine):
        """A machine whose stories are the same each time."""

    Told.hands, TillMachine.stories, TillMachine.steps = hands, 0, 0
    try:
        run_state_machine_as_test(Told, settings=_sizes(stories, steps))
    finally:
        counted(stories=TillMachine.stories, steps=TillMachine.steps, crashes=hands.crashes)
    assert TillMachine.stories >= stories


def _sizes(stories: int, steps: int) -> settings:
    """Return how much is played. What fails is made shorter, but not explained, which would take as long again."""
    return settings(
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


def test_short_stories_keep_the_books(hands: Hands) -> None:
    """A few, of thirty steps."""
    play(hands, STORIES, STEPS, first=0)


@pytest.mark.long
@in_parts(PARTS)
def test_two_thousand_long_stories_keep_the_books(hands: Hands, part: int, counted: Counted) -> None:
    """Of a hundred steps each, a twentieth of them in each part."""
    gc.freeze()  # what is loaded by now stays: to look through it again and again takes a tenth of the time
    play(hands, LONG_STORIES // PARTS, LONG_STEPS, part, counted)
