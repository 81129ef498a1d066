"""Verify an exported audit log, without any server."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from invoiceflow.audit.adapters.anchor_file import anchors_in
from invoiceflow.audit.domain.exported import Checked, check_lines
from invoiceflow.entrypoints.development.problem import Problem

UNKNOWN = (
    "Whether entries after it were cut off, this file alone cannot tell. Compare its end with the newest entry on the "
    "page of the audit log, or give a file of anchors: --anchors FILE."
)
UNANCHORED = "No anchor names this tenant, so whether entries after it were cut off stays unknown."


def configure(parser: ArgumentParser) -> None:
    """Add which file, and what it is held against."""
    parser.description = (
        "Recompute every hash of an audit log that was exported as JSONL. Names each entry that was changed or is "
        "missing, and exits with 1 if there is one. Needs no server and no settings."
    )
    parser.add_argument("file", type=Path, help="the exported file")
    parser.add_argument(
        "--anchors", type=Path, help="a copy of AUDIT_ANCHOR_FILE, which tells where the end was cut off"
    )


def run(arguments: Namespace) -> int:
    """Print each fault, or how the chain ends and how far it is known to be whole."""
    checked = _checked(arguments.file, arguments.anchors)
    for fault in checked.faults:
        print(fault)
    if checked.faults:
        return 1
    print(f"{checked.count:,} audit entries hold. The last is entry {checked.last_seq}, {checked.last_hash}.")
    print(_end(checked, anchored=arguments.anchors is not None))
    return 0


def _checked(file: Path, anchor_file: Path | None) -> Checked:
    if anchor_file is not None and not anchor_file.exists():
        raise Problem(f"There is no file {anchor_file}.")
    anchors = anchors_in(anchor_file) if anchor_file else None
    try:
        with file.open(encoding="utf-8") as lines:
            checked = check_lines(lines, anchors)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{file} cannot be read: {error}.") from error
    checked.faults += anchors.faults if anchors else []
    return checked


def _end(checked: Checked, *, anchored: bool) -> str:
    if checked.anchored is None:
        return UNANCHORED if anchored else UNKNOWN
    return f"None is missing up to entry {checked.anchored.seq}, the newest that was anchored."
