"""Have Stripe asked again about what could not be applied."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.commands.named_tenant import tenants_meant
from invoiceflow.payments.actions.receive_event import look_again
from invoiceflow.runtime.settings import read


def configure(parser: ArgumentParser) -> None:
    """Add what of whom."""
    parser.add_argument("--tenant", metavar="SLUG", help="only this tenant (default: all of them)")
    parser.add_argument("--object", metavar="NAME", help="only this object (default: all that is parked)")


def run(arguments: Namespace) -> int:
    """Queue the looks, and print how many; the worker takes them."""
    looks = asyncio.run(_replay(arguments.tenant, arguments.object))
    print(f"{looks:,} {'look is' if looks == 1 else 'looks are'} queued.")
    return 0


async def _replay(slug: str | None, object_id: str | None) -> int:
    settings = read(os.environ)
    world, looks = wiring.world(settings, database_url=settings.worker_database_url), 0
    try:
        for _, tenant_id in await tenants_meant(world.database, slug):
            async with world.database.as_tenant(tenant_id) as session:
                looks += await look_again(session, object_id)
    finally:
        await world.close()
    return looks
