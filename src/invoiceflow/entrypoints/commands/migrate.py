"""Bring the database to the newest schema."""

import os
import time
from argparse import ArgumentParser, Namespace
from typing import Final

from sqlalchemy.exc import OperationalError

from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.migrations import settings_file

_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 2
_LOCKED: Final = "55P03"


def configure(parser: ArgumentParser) -> None:
    """Add how far."""
    parser.add_argument(
        "revision", nargs="?", default="head", help="revision to reach (default: %(default)s)"
    )


def run(arguments: Namespace) -> int:
    """
    Apply what is missing, as the owner of the tables (MIGRATION_DATABASE_URL).

    All of it or nothing. What waits for a lock makes everybody behind it wait, so it gives up after a second
    (migrations/env.py) and is tried again from the beginning.
    """
    if "MIGRATION_DATABASE_URL" not in os.environ:
        raise Problem("MIGRATION_DATABASE_URL is not set: it names the database as its owner reaches it.")
    for _ in range(_ATTEMPTS - 1):
        if _upgraded(arguments.revision):
            return 0
        print("A table is in use, or another migration runs; trying again ...", flush=True)
        time.sleep(_PAUSE_SECONDS)
    if not _upgraded(arguments.revision):
        raise Problem("The tables stayed in use, so nothing was changed: migrate again in a quieter moment.")
    return 0


def _upgraded(revision: str) -> bool:
    """Migrate; tell whether every lock could be had. Raises Problem where the database cannot be reached."""
    from alembic import command, config  # noqa: PLC0415  # half a second that other commands do not pay

    try:
        command.upgrade(config.Config(settings_file()), revision)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCKED:
            return False
        said = str(error.orig).partition("\n")[0]
        raise Problem(f"The database of MIGRATION_DATABASE_URL cannot be used: {said}.") from None
    return True
