"""Turns: how many transactions one tenant may have open at once."""

import asyncio
from uuid import UUID

import pytest

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.turns import Turns

ONE, OTHER = TenantId(UUID(int=1)), TenantId(UUID(int=2))


async def test_a_tenant_waits_for_its_own_turns() -> None:
    """The third of two waits until one ends, and they come in the order in which they asked."""
    turns, seen = Turns(2, seconds=30), list[int]()
    ends = [asyncio.Event() for _ in range(4)]
    begun = [asyncio.Event() for _ in range(4)]

    async def work(number: int) -> None:
        async with turns.taken(ONE):
            seen.append(number)
            begun[number].set()
            await ends[number].wait()

    async with asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(work(number))
        await begun[1].wait()
        assert seen == [0, 1]
        ends[1].set()
        await begun[2].wait()
        assert seen == [0, 1, 2]
        for end in ends:
            end.set()
    assert seen == [0, 1, 2, 3]


async def test_another_tenant_does_not_wait() -> None:
    """What one tenant does at once takes no turn from the others."""
    turns = Turns(1, seconds=0.01)
    async with turns.taken(ONE):
        assert await _got(turns, OTHER)
        assert not await _got(turns, ONE)


async def test_a_turn_that_does_not_come_is_given_up() -> None:
    """Who waited too long is told so, and leaves no turn behind that nobody could take."""
    turns = Turns(1, seconds=0.01)
    async with turns.taken(ONE):
        assert not await _got(turns, ONE)
    assert await _got(turns, ONE)


async def test_a_failure_ends_its_turn() -> None:
    """Whatever happens inside, the next one gets its turn."""
    turns = Turns(1, seconds=30)
    with pytest.raises(ValueError, match="broken"):
        async with turns.taken(ONE):
            raise ValueError("broken")
    assert await _got(turns, ONE)


async def _got(turns: Turns, tenant_id: TenantId) -> bool:
    """Take a turn and give it back, if one comes."""
    try:
        async with turns.taken(tenant_id):
            return True
    except TimeoutError:
        return False
