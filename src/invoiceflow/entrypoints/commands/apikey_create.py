"""Make an API key."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.runtime.settings import read
from invoiceflow.tenancy import queries
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key


def configure(parser: ArgumentParser) -> None:
    """Add whose key, and its name."""
    parser.add_argument("--tenant", required=True, metavar="SLUG", help="the tenant's part of addresses")
    parser.add_argument(
        "--name", default="command line", help="what the key is called (default: %(default)s)"
    )


def run(arguments: Namespace) -> int:
    """Print the key alone on a line. It is shown this once."""
    print(asyncio.run(_create(arguments.tenant, arguments.name)))
    return 0


async def _create(slug: str, name: str) -> str:
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.database_url)
    try:
        tenant_id = await queries.tenant_of_slug(world.database, slug)
        if tenant_id is None:
            raise Problem(f"There is no tenant '{slug}'.")
        async with world.database.as_tenant(tenant_id) as session:
            return await create_api_key(session, CreateApiKey(name, "command line", world.clock.now()))
    finally:
        await world.close()
