"""
Anchors: what the chains of all tenants ended with at an instant, kept outside the database.

A chain proves that nothing in it changed, not that it was once longer. An anchor does: a cut tail, and a chain written
anew as a whole, no longer hold what was anchored. Each anchor covers the one before, so that none can be changed or
left out alone, and names only the heads that moved since.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

FIRST = bytes(32)  # what the first anchor follows


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a tenant's chain."""

    seq: int
    hash: bytes


@dataclass(slots=True)
class Anchors:
    """
    Everything that was ever anchored.

    ``heads`` are the newest anchored entry of each tenant: a chain that still holds it holds all before it.
    ``last`` is the hash that the next anchor follows, ``faults`` what does not hold in the anchors themselves.
    """

    heads: dict[UUID, Head] = field(default_factory=dict)
    count: int = 0
    at: datetime | None = None
    last: bytes = FIRST
    faults: list[str] = field(default_factory=list)

    def moved(self, heads: Mapping[UUID, Head]) -> dict[UUID, Head]:
        """Return the heads that are not those of the last anchor."""
        return {tenant: head for tenant, head in heads.items() if self.heads.get(tenant) != head}

    def line(self, moved: Mapping[UUID, Head], at: datetime) -> str:
        """Return the next anchor as a line of the file, its end included."""
        said = _said(at, {**self.heads, **moved})
        row = {
            "at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "hash": hashlib.sha256(self.last + said).hexdigest(),
            "heads": {str(tenant): [head.seq, head.hash.hex()] for tenant, head in sorted(moved.items())},
        }
        return json.dumps(row, separators=(",", ":")) + "\n"

    def add(self, text: str, number: int) -> None:
        """Take in a line of the file; ``number`` is what faults call it. A line cut short by a crash is no anchor."""
        try:
            at, stated, moved = _read(text)
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        self.heads.update(moved)
        if hashlib.sha256(self.last + _said(at, self.heads)).digest() != stated:
            self.faults.append(f"anchor {number} was changed, or one before it is missing")
        self.count, self.at, self.last = self.count + 1, at, stated


def read_anchors(lines: Iterable[str]) -> Anchors:
    """Return what the lines of an anchor file hold."""
    anchors = Anchors()
    for number, text in enumerate(lines, start=1):
        anchors.add(text, number)
    return anchors


def _read(text: str) -> tuple[datetime, bytes, dict[UUID, Head]]:
    row = json.loads(text)
    heads = {
        UUID(tenant): Head(int(seq), bytes.fromhex(digest)) for tenant, (seq, digest) in row["heads"].items()
    }
    return datetime.fromisoformat(row["at"]), bytes.fromhex(row["hash"]), heads


def _said(at: datetime, heads: Mapping[UUID, Head]) -> bytes:
    """Return what an anchor's hash covers: the instant, and every tenant's head in the order of their ids."""
    rows = "".join(f"{tenant} {head.seq} {head.hash.hex()}\n" for tenant, head in sorted(heads.items()))
    return f"{at.astimezone(UTC).isoformat(timespec='seconds')}\n{rows}".encode()
