"""`./run`: everything on this machine, until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence

from invoiceflow.entrypoints.development import folder
from invoiceflow.entrypoints.development.serving import serve
from invoiceflow.entrypoints.development.supervisor import say
from invoiceflow.entrypoints.development.system import System


def main(words: Sequence[str]) -> int:
    """Serve until told to stop; return 0 then, and 1 after saying in a sentence what went wrong."""
    arguments = _arguments(words)
    data = folder.chosen(os.environ, option=arguments.data)
    system = System(data, arguments.port, arguments.seed, dict(os.environ))
    return serve(data, lambda supervisor: system.open(supervisor, say))


def _arguments(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="./run", description="Set up what is missing and serve everything.")
    parser.add_argument(
        "--port", type=_port, default=8000, help="port of the web pages (default: %(default)s)"
    )
    parser.add_argument("--data", metavar="DIR", help="data folder (default: INVOICEFLOW_DATA, else .data)")
    parser.add_argument("--no-seed", dest="seed", action="store_false", help="start without the demo tenant")
    return parser.parse_args(words)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


sys.exit(main(sys.argv[1:]))
