"""Turns: how many transactions one tenant may have open at once in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from invoiceflow.kernel.ids import TenantId


class Turns:
    """
    Lets a few transactions of a tenant run at once, and the others wait before they have begun.

    Many at once would only wait for each other's locks, on the number series and the audit chain, each with a
    connection that other tenants need and with work that is thrown away when the wait is too long.
    """

    def __init__(self, at_once: int, *, seconds: float) -> None:
        self._at_once = at_once
        self._seconds = seconds
        self._tenants: WeakValueDictionary[TenantId, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def taken(self, tenant_id: TenantId) -> AsyncIterator[None]:
        """
        Wait for a turn, first come, first served, and hold it inside the block.

        Raises:
            TimeoutError: none came within ``seconds``.
        """
        turns = self._tenants.setdefault(tenant_id, asyncio.Semaphore(self._at_once))
        async with asyncio.timeout(self._seconds):
            await turns.acquire()
        try:
            yield
        finally:
            turns.release()
