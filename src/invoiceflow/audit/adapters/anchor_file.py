"""The anchors in a file that is only ever appended to. Who administers the database should not reach it."""

import fcntl
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from invoiceflow.audit.domain.anchor import Anchors, Head, read_anchors


def anchors_in(file: Path) -> Anchors:
    """Return everything that was anchored; nothing where there is no file yet."""
    if not file.exists():
        return Anchors()
    with file.open(encoding="utf-8", errors="replace") as lines:
        return read_anchors(lines)


def append_anchor(file: Path, heads: Mapping[UUID, Head], at: datetime) -> int:
    """
    Write down the heads that moved since the last anchor, durably, and return how many those are.

    Writers of several processes take turns.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8", errors="replace") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
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
