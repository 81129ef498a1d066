"""Print the effective settings."""

import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints.development import environment


def configure(parser: ArgumentParser) -> None:
    """Take no arguments."""
    parser.description = "Print the settings of the running development system, or of this environment."


def run(_arguments: Namespace) -> int:
    """Print `KEY=value` lines. They hold passwords."""
    for name in environment.NAMES:
        if name in os.environ:
            print(f"{name}={os.environ[name]}")
    return 0
