"""What the worker tidies up every hour: in each tenant what nobody needs or ends any more, and old jobs."""

from datetime import timedelta
from typing import Final

from invoiceflow.delivery.store import notices
from invoiceflow.identity.store.letters import forget_letters
from invoiceflow.payments.store.inbox import forget_strays
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.queue import Chore, Periodic, forget_jobs
from invoiceflow.tenancy.queries import stirring_tenants

JOBS_KEPT: Final = timedelta(days=30)
"""How long a failed job can be looked at, and a letter that no mail server took."""

STRAYS_KEPT: Final = timedelta(days=30)
"""How long it is kept that Stripe told of an account, or a mail service of a message, which is nobody's."""


def periodic(database: Database, clock: Clock, chores: tuple[Chore, ...]) -> Periodic:
    """Return all of it. Where something fails, the next hour does the same."""

    async def tidy() -> None:
        await _tidy(database, clock, chores)

    return Periodic("housekeeping.tidy", "17 * * * *", tidy)


async def _tidy(database: Database, clock: Clock, chores: tuple[Chore, ...]) -> None:
    failures = []
    async for _, tenant_id in stirring_tenants(database, clock.now()):
        for chore in chores:
            try:
                await chore(tenant_id, clock.now())
            except Exception as failure:  # noqa: BLE001  # raised below: one tenant's trouble is not the others'
                failures.append(failure)
    await forget_jobs(database, clock.now() - JOBS_KEPT)
    await forget_letters(database, clock.now() - JOBS_KEPT)
    await forget_strays(database, clock.now() - STRAYS_KEPT)
    await notices.forget_strays(database, clock.now() - STRAYS_KEPT)
    if failures:
        raise ExceptionGroup("chores failed", failures)
