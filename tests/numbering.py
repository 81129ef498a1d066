"""Many workers issue many drafts while transactions fail: what numbering is tested with."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from invoiceflow.invoicing.tables import invoices, number_series
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.runtime.database import Database, Session
from invoicing_house import a_client, a_draft, issue
from product import Product

_KILL_SELF = text("SELECT pg_terminate_backend(pg_backend_pid())")


class GivenUp(Exception):
    """A worker gave its transaction up after it had taken a number."""


@dataclass(slots=True)
class Rush:
    """
    Drafts of one tenant, to be issued by many workers at once.

    Of the attempts, ``aborts`` fail after their number was taken: by an error, by a cancelled request, or because
    the server ended the connection. Their drafts go back to the queue.
    """

    database: Database
    product: Product
    tenant_id: TenantId
    chance: random.Random
    aborts: float
    left: list[InvoiceId] = field(default_factory=list)
    failed: int = 0

    async def prepare(self, drafts: int) -> None:
        """Write the drafts."""
        at = self.product.clock.now()
        async with self.database.as_tenant(self.tenant_id) as session:
            client_id = await a_client(session, at)
            for _ in range(drafts):
                self.left.append((await a_draft(session, at, client_id=client_id)).id)

    async def run(self, workers: int) -> None:
        """Issue all of them."""
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(self._work())

    async def _work(self) -> None:
        while self.left:
            invoice_id = self.left.pop(self.chance.randrange(len(self.left)))
            if not await self._issued(invoice_id):
                self.failed += 1
                self.left.append(invoice_id)

    async def _issued(self, invoice_id: InvoiceId) -> bool:
        spoil = self.chance.choice([_give_up, _cancel, _lose]) if self.chance.random() < self.aborts else None
        with suppress(GivenUp, asyncio.CancelledError, DBAPIError):
            async with self.database.as_tenant(self.tenant_id) as session:
                await issue(session, invoice_id, self.product.clock.now())
                if spoil is not None:
                    await spoil(session)
            return True
        return False


async def numbers_of(product: Product, tenant_id: TenantId) -> tuple[list[str], int]:
    """Return every number that a tenant's invoices have, sorted, and where its counter stands."""
    async with product.world.database.as_tenant(tenant_id) as session:
        found = await session.execute(select(invoices.c.number).where(invoices.c.number.is_not(None)))
        counter = (await session.execute(select(number_series.c.last_seq))).scalar_one()
        return sorted(found.scalars()), counter


async def _give_up(_: Session) -> None:
    raise GivenUp


async def _cancel(_: Session) -> None:
    raise asyncio.CancelledError


async def _lose(session: Session) -> None:
    await session.execute(_KILL_SELF)
