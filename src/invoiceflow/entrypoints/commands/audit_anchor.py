"""Write down how every audit chain ends now."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import duties, wiring
from invoiceflow.runtime.patience import COMMAND
from invoiceflow.runtime.settings import read


def configure(parser: ArgumentParser) -> None:
    """Take no arguments."""
    parser.description = (
        "Append the ends of all audit chains to AUDIT_ANCHOR_FILE, as the worker does every half hour."
    )


def run(_arguments: Namespace) -> int:
    """Append an anchor, and say how many chains moved since the last one."""
    settings = read(os.environ)
    print(f"{asyncio.run(_anchor())} audit chains anchored in {settings.audit_anchor_file}")
    return 0


async def _anchor() -> int:
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.worker_database_url, patience=COMMAND)
    try:
        return await duties.write_anchor(world)
    finally:
        await world.close()
