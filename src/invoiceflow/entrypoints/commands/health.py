"""Ask the web process of this machine or container whether it can work."""

from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints.development.network import serves
from invoiceflow.entrypoints.development.problem import Problem


def configure(parser: ArgumentParser) -> None:
    """Add where it listens."""
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the web process (default: %(default)s)"
    )
    parser.add_argument("--alive", action="store_true", help="ask only whether it lives, not what it needs")


def run(arguments: Namespace) -> int:
    """
    Return 0 where requests can be answered, or with --alive where it runs at all.

    Raises Problem where not; the web's log says why.
    """
    if not serves(arguments.port, "/healthz" if arguments.alive else "/readyz"):
        raise Problem(f"The web process on port {arguments.port} is not ready; its log says why.")
    return 0
