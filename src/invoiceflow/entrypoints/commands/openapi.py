"""Print how the API is described."""

import json
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints.description import describe


def configure(parser: ArgumentParser) -> None:
    """Take no arguments."""
    parser.description = "Print the API's OpenAPI description as JSON: what /api/openapi.json answers."


def run(_arguments: Namespace) -> int:
    """Print the description."""
    print(json.dumps(describe(), indent=2, ensure_ascii=False))
    return 0
