"""Serve the web application on servers that the settings name."""

import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import starting
from invoiceflow.entrypoints.processes import web_command


def configure(parser: ArgumentParser) -> None:
    """Add where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes (default: %(default)s)")


def run(arguments: Namespace) -> int:
    """Become the web server: signals then reach it directly. Raises Problem where that would be in vain."""
    starting.check(os.environ, database="DATABASE_URL")
    command = web_command(host=arguments.host, port=arguments.port, workers=arguments.workers)
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted
