"""Verify an exported audit log, without any server."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from invoiceflow.audit.domain.exported import check_lines
from invoiceflow.entrypoints.development.problem import Problem


def configure(parser: ArgumentParser) -> None:
    """Add which file."""
    parser.description = (
        "Recompute every hash of an audit log that was exported as JSONL. Names each entry that was changed or is "
        "missing, and exits with 1 if there is one. Needs no server and no settings."
    )
    parser.add_argument("file", type=Path, help="the exported file")


def run(arguments: Namespace) -> int:
    """Print each fault, or how the chain ends."""
    try:
        with arguments.file.open(encoding="utf-8") as lines:
            checked = check_lines(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{arguments.file} cannot be read: {error}.") from error
    for fault in checked.faults:
        print(fault)
    if checked.faults:
        return 1
    print(f"{checked.count:,} audit entries hold. The last is entry {checked.last_seq}, {checked.last_hash}.")
    return 0
