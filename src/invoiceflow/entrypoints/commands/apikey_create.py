"""Make an API key."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from datetime import timedelta

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.commands.named_tenant import tenant_named
from invoiceflow.runtime.settings import read
from invoiceflow.tenancy.actions.create_api_key import CreateApiKey, create_api_key
from invoiceflow.tenancy.domain.scope import FULL, SCOPES


def configure(parser: ArgumentParser) -> None:
    """Add whose key, and its name."""
    parser.add_argument("--tenant", required=True, metavar="SLUG", help="the tenant's part of addresses")
    parser.add_argument(
        "--name", default="command line", help="what the key is called (default: %(default)s)"
    )
    parser.add_argument(
        "--scope",
        action="append",
        choices=SCOPES,
        default=[],
        help="what the key may do, several times if need be (default: full)",
    )
    parser.add_argument("--days", type=int, help="after how many days it is refused (default: never)")


def run(arguments: Namespace) -> int:
    """Print the key alone on a line. It is shown this once."""
    print(asyncio.run(_create(arguments)))
    return 0


async def _create(arguments: Namespace) -> str:
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.database_url)
    try:
        at = world.clock.now()
        tenant_id = await tenant_named(world.database, arguments.tenant)
        async with world.database.as_tenant(tenant_id) as session:
            command = CreateApiKey(
                name=arguments.name,
                actor="command line",
                at=at,
                scopes=tuple(arguments.scope) or (FULL,),
                expires_at=at + timedelta(days=arguments.days) if arguments.days is not None else None,
            )
            return await create_api_key(session, command)
    finally:
        await world.close()
