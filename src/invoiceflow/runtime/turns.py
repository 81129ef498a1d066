"""Turns: how much one tenant may do at once in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.limit import AtOnce


class Turns:
    """
    Lets a few things of a tenant go on at once, and the others wait before they have begun.

    Many transactions at once would only wait for each other's locks, on the number series and the audit chain, each
    with a connection that other tenants need and with work that is thrown away when the wait is too long. Many requests
    at once would take the processor from everybody else's.
    """

    def __init__(self, at_once: int, *, seconds: float) -> None:
        self._at_once = at_once
        self._seconds = seconds
        self._tenants: WeakValueDictionary[TenantId, asyncio.Semaphore] = WeakValueDictionary()

    async def take(self, tenant_id: TenantId) -> Callable[[], None]:
        """
        Wait for a turn, first come, first served, and return what ends it.

        Raises:
            TimeoutError: none came within ``seconds``.
        """
        turns = self._tenants.setdefault(tenant_id, asyncio.Semaphore(self._at_once))
        async with asyncio.timeout(self._seconds):
            await turns.acquire()
        return turns.release

    @asynccontextmanager
    async def taken(self, tenant_id: TenantId) -> AsyncIterator[None]:
        """
        Wait for a turn, and hold it inside the block.

        Raises:
            TimeoutError: none came within ``seconds``.
        """
        end = await self.take(tenant_id)
        try:
            yield
        finally:
            end()


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a web process lets a tenant do at once: its requests, and those among them that send long files."""

    requests: Turns
    files: Turns


def crowd(requests: AtOnce, files: AtOnce, *, seconds: float) -> Crowd:
    """Return the turns of a process by its limits; who waits longer than ``seconds`` for one gets none."""
    return Crowd(Turns(requests.amount, seconds=seconds), Turns(files.amount, seconds=seconds))
