"""Fill an empty database with the demo tenant."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.demo.seed import Keys, seed
from invoiceflow.entrypoints.outside import providers
from invoiceflow.invoicing.domain.pay_link import KEY_PURPOSE
from invoiceflow.runtime.secrets import derived
from invoiceflow.runtime.settings import read
from invoiceflow.tenancy.domain.invitation import KEY_PURPOSE as INVITATIONS


def configure(parser: ArgumentParser) -> None:
    """Take no arguments."""
    parser.description = "Open the tenant “demo” with five members and a year of invoices."


def run(_arguments: Namespace) -> int:
    """Seed as the web's own login would: behind the same walls."""
    asyncio.run(_seed())
    return 0


async def _seed() -> None:
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.database_url)
    try:
        await seed(
            world.database,
            ways=[each.way for each in providers(settings, world.clock).values()],
            keys=Keys(derived(settings.secret_key, KEY_PURPOSE), derived(settings.secret_key, INVITATIONS)),
            now=world.clock.now(),
        )
    finally:
        await world.close()
