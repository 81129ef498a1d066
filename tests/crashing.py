"""
A process that dies at a statement: a database whose transactions break off, handed to actions in place of the real one.

What was written in the transaction is rolled back, as when a connection is lost; what was committed before stays.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.kernel.actor import NOBODY, Mark
from invoiceflow.kernel.errors import Expected
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database, Session
from racing import Outcome


class Crashed(BaseException):
    """The process died. No handler of errors may see it."""


@dataclass(slots=True)
class Fuse:
    """Burns down by one with each statement and each commit; at zero the process dies."""

    left: int

    def burn(self) -> None:
        """Die, if it is time."""
        self.left -= 1
        if self.left == 0:
            raise Crashed


class DoomedSession(Session):
    """A transaction in a process with a fuse."""

    __slots__ = ("fuse",)

    def __init__(self, of: Session, fuse: Fuse) -> None:
        super().__init__(of.tenant_id, of.connection, of.reactions, of.request_id, of.by, of.known)
        self.fuse = fuse

    async def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None,
    ) -> CursorResult[Any]:
        """Run a statement, and die after it if it is time."""
        found = await super().execute(statement, parameters)
        self.fuse.burn()
        return found


class DoomedDatabase(Database):
    """A database as a process with a fuse has it."""

    def __init__(self, whole: Database, fuse: Fuse) -> None:
        self._whole, self._fuse = whole, fuse

    @asynccontextmanager
    async def as_tenant(
        self, tenant_id: TenantId, *, request_id: str = "", by: Mark = NOBODY, known: object = None
    ) -> AsyncIterator[Session]:
        """Open a transaction; after its commit it may be time, too."""
        async with self._whole.as_tenant(tenant_id, request_id=request_id, by=by, known=known) as session:
            yield DoomedSession(session, self._fuse)
        self._fuse.burn()

    @asynccontextmanager
    async def without_tenant(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction of the directory's; after its commit it may be time, too."""
        async with self._whole.without_tenant() as connection:
            yield connection
        self._fuse.burn()


async def done_in_spite(
    run: Callable[[Fuse | None], Awaitable[None]], dies: int | None, done_before: tuple[type[Expected], ...]
) -> Outcome:
    """
    Do something, and where the process dies of it, do it again in one that lives; return how it was refused.

    ``done_before`` are refusals by which the second time is told that the first was committed.
    """
    try:
        await run(Fuse(dies) if dies else None)
    except Expected as refused:
        return type(refused)
    except Crashed:
        try:
            await run(None)
        except done_before:
            return None
        except Expected as refused:
            return type(refused)
    return None
