"""The anchors in a file that is only ever appended to. Who administers the database should not reach it."""

import fcntl
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TextIO
from uuid import UUID

from invoiceflow.audit.domain.anchor import Anchors, Head, read_anchors


def anchors_in(file: Path) -> Anchors:
    """Return everything that was anchored; nothing where there is no file yet."""
    if not file.exists():
        return Anchors()
    with file.open(encoding="utf-8", errors="replace") as lines:
        return read_anchors(lines)


def take_turn(file: Path) -> TextIO:
    """
    Wait for other writers, of whatever process, and return the file; closing it ends the turn.

    The heads are read within the turn: read before it, they could be older than what another writer put down meanwhile,
    and the chain would seem cut.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    opened = file.open("a+", encoding="utf-8", errors="replace")
    fcntl.flock(opened, fcntl.LOCK_EX)
    return opened


def append_anchor(opened: TextIO, heads: Mapping[UUID, Head], at: datetime) -> int:
    """Write down the heads that moved since the last anchor, durably, and return how many those are."""
    opened.seek(0)
    lines = opened.readlines()
    anchors = read_anchors(lines)
    moved = anchors.moved(heads)
    if not moved:
        return 0
    cut_short = bool(lines) and not lines[-1].endswith("\n")
    opened.write(("\n" if cut_short else "") + anchors.line(moved, at))
    opened.flush()
    os.fsync(opened.fileno())
    return len(moved)
