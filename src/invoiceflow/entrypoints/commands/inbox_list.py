"""List what of Stripe's messages could not be applied, waits, or is nobody's."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator
from datetime import datetime

from invoiceflow.entrypoints.commands.named_tenant import tenants_meant
from invoiceflow.payments.queries import inbox, online
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.settings import Settings, read

NOTHING = "Nothing is parked, and nothing waits."


def configure(parser: ArgumentParser) -> None:
    """Add which tenant."""
    parser.add_argument(
        "--tenant", metavar="SLUG", help="only this tenant (default: all, and nobody's messages)"
    )


def run(arguments: Namespace) -> int:
    """Print a line for each; one sentence where there is nothing."""
    asyncio.run(_print(read(os.environ), arguments.tenant))
    return 0


async def _print(settings: Settings, slug: str | None) -> None:
    database, is_empty = Database(settings.worker_database_url, pool_size=2), True
    try:
        async for line in _lines(database, slug):
            print(line)
            is_empty = False
    finally:
        await database.close()
    if is_empty:
        print(NOTHING)


async def _lines(database: Database, slug: str | None) -> AsyncIterator[str]:
    for name, tenant_id in await tenants_meant(database, slug):
        async with database.as_tenant(tenant_id) as session:
            parked, waiting = await online.parked(session), await inbox.backlog(session)
        for each in parked:
            since, last = _said(each.parked_at), _said(each.tried_at)
            yield (
                f"{name}: {each.topic} {each.object_id} on {each.account} is parked: {each.code}: {each.reason} "
                f"(since {since}, tried {each.tries} times, last {last})"
            )
        if waiting.since:
            yield f"{name}: {waiting.messages:,} messages wait, since {_said(waiting.since)}"
    for stray in await inbox.strays(database) if slug is None else ():
        whose = stray.account or "(no account)"
        yield f"nobody's: {stray.type} {stray.id} on {whose}, came {_said(stray.received_at)}"


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
