"""Open a tenant."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import wiring
from invoiceflow.runtime.settings import read
from invoiceflow.tenancy.actions.open_tenant import OpenTenant, open_tenant, usual_profile


def configure(parser: ArgumentParser) -> None:
    """Add what a tenant needs; everything else is what is usual in its country."""
    parser.add_argument("slug", help="its part of addresses: a to z, digits and hyphens")
    parser.add_argument("--name", required=True, help="what it is called")
    parser.add_argument("--country", required=True, help="ISO 3166 code, such as DE")
    parser.add_argument("--currency", default="", help="ISO 4217 code (default: the country's)")


def run(arguments: Namespace) -> int:
    """Open the tenant, without any member, and print its id."""
    print(asyncio.run(_open(arguments)))
    return 0


async def _open(arguments: Namespace) -> str:
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.database_url)
    profile = usual_profile(arguments.name, arguments.country, currency=arguments.currency)
    try:
        command = OpenTenant(arguments.slug, profile, None, world.clock.now())
        return str(await open_tenant(world.database, command))
    finally:
        await world.close()
