"""Export everything that a tenant has."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.commands.named_tenant import tenant_named
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.reporting.actions.note_export import NoteExport, note_export
from invoiceflow.reporting.queries.takeout_file import exported
from invoiceflow.runtime.patience import COMMAND
from invoiceflow.runtime.settings import read


def configure(parser: ArgumentParser) -> None:
    """Add which tenant, and where to."""
    parser.add_argument("slug", help="the tenant's part of addresses")
    parser.add_argument("--out", type=Path, help="the file to write (default: SLUG.zip in this folder)")


def run(arguments: Namespace) -> int:
    """Write the file and print where it is. A file that is there already is left alone."""
    file = arguments.out or Path(f"{arguments.slug}.zip")
    asyncio.run(export(arguments.slug, file))
    print(file)
    return 0


async def export(slug: str, file: Path) -> None:
    """Write everything that the tenant has into a new file."""
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.database_url, patience=COMMAND)
    try:
        tenant_id = await tenant_named(world.database, slug)
        at = world.clock.now()
        async with world.database.as_tenant(tenant_id) as session:
            await note_export(session, NoteExport("command line", at))
        try:
            with file.open("xb") as out:
                async for piece in exported(world.database, world.files, tenant_id, at):
                    out.write(piece.content)
        except OSError as error:
            raise Problem(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        await world.close()
