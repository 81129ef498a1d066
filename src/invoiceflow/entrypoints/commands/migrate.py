"""Bring the database to the newest schema."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from invoiceflow.entrypoints.development.problem import Problem


def configure(parser: ArgumentParser) -> None:
    """Add how far."""
    parser.add_argument(
        "revision", nargs="?", default="head", help="revision to reach (default: %(default)s)"
    )


def run(arguments: Namespace) -> int:
    """Apply what is missing, as the owner of the tables (MIGRATION_DATABASE_URL)."""
    if "MIGRATION_DATABASE_URL" not in os.environ:
        raise Problem("MIGRATION_DATABASE_URL is not set: it names the database as its owner reaches it.")
    from alembic import command, config  # noqa: PLC0415  # half a second that other commands do not pay

    command.upgrade(config.Config(_ini()), arguments.revision)
    return 0


def _ini() -> Path:
    """Return alembic.ini of the checkout, or of the working folder where the package is installed."""
    for folder in (Path(__file__).resolve().parents[4], Path.cwd()):
        if (folder / "alembic.ini").is_file():
            return folder / "alembic.ini"
    raise Problem("alembic.ini was found neither in the checkout nor in the working folder.")
