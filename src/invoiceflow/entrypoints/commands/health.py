"""Ask the web process of this machine or container whether it can work, or its worker whether it lives."""

from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints.development.network import serves
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.heartbeat import heart, is_beating
from invoiceflow.runtime.clock import SystemClock


def configure(parser: ArgumentParser) -> None:
    """Add where it listens."""
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the web process (default: %(default)s)"
    )
    parser.add_argument("--worker", action="store_true", help="ask the worker, not the web, whether it lives")
    parser.add_argument("--alive", action="store_true", help="ask only whether it lives, not what it needs")


def run(arguments: Namespace) -> int:
    """
    Return 0 where requests can be answered, with --alive where it runs at all, with --worker where jobs are run.

    Raises Problem where not; the log says why.
    """
    if arguments.worker:
        if not is_beating(heart(), SystemClock().now()):
            raise Problem("No worker lives here; its log says why.")
        return 0
    if not serves(arguments.port, "/healthz" if arguments.alive else "/readyz"):
        raise Problem(f"The web process on port {arguments.port} is not ready; its log says why.")
    return 0
