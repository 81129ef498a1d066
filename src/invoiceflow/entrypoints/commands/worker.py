"""Work the queue on servers that the settings name."""

import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import starting
from invoiceflow.entrypoints.processes import worker_command


def configure(parser: ArgumentParser) -> None:
    """Take no arguments."""
    parser.description = "Run jobs until told to stop."


def run(_arguments: Namespace) -> int:
    """Become the worker: signals then reach it directly. Raises Problem where that would be in vain."""
    starting.check(os.environ, database="WORKER_DATABASE_URL")
    command = worker_command()
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted
