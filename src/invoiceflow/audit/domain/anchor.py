"""
Anchors: what the chains of all tenants ended with at an instant, kept outside the database.

A chain proves that nothing in it changed, not that it was once longer. An anchor does: a cut tail, and a chain written
anew as a whole, no longer hold what was anchored. Each anchor covers the one before, so that none can be changed or
left out alone, and names only the heads that moved since.
"""

import hashlib
import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

FIRST = bytes(32)  # what the first anchor follows
_HASH_BYTES = 32
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a tenant's chain."""

    seq: int
    hash: bytes


@dataclass(slots=True)
class Anchored:
    """
    Every entry of one chain that was ever anchored, in rising order; 40 bytes each, since years of them are kept.

    The newest alone would not do: a chain that was cut or written anew is anchored as it is then, half an hour later.
    ``faults`` are the anchors that told of no later entry than the one before them, which a chain by itself never does.
    """

    seqs: "array[int]" = field(default_factory=lambda: array("Q"))
    hashes: bytearray = field(default_factory=bytearray)
    faults: list[str] = field(default_factory=list)

    @property
    def newest(self) -> Head:
        """The anchored entry with the highest number, even where later anchors fell behind it."""
        return Head(self.seqs[-1], bytes(self.hashes[-_HASH_BYTES:]))

    def add(self, head: Head) -> None:
        """Keep an entry; what lies behind the newest is a fault already, and what was anchored first counts."""
        if not self.seqs or head.seq > self.seqs[-1]:
            self.seqs.append(head.seq)
            self.hashes += head.hash

    def is_another(self, seq: int, own: bytes) -> bool:
        """Return whether an entry of that number was anchored with another hash than this."""
        place = bisect_left(self.seqs, seq)
        if place == len(self.seqs) or self.seqs[place] != seq:
            return False
        return self.hashes[place * _HASH_BYTES : (place + 1) * _HASH_BYTES] != own


@dataclass(slots=True)
class Anchors:
    """
    Everything that was ever anchored.

    ``heads`` are the last anchored entry of each tenant, ``chains`` all of them. ``last`` is the hash that the next
    anchor follows, ``faults`` what does not hold in the anchors themselves.
    """

    heads: dict[UUID, Head] = field(default_factory=dict)
    chains: dict[UUID, Anchored] = field(default_factory=dict)
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
        for tenant, head in moved.items():
            self._keep(tenant, head, number)
        if hashlib.sha256(self.last + _said(at, self.heads)).digest() != stated:
            self.faults.append(f"anchor {number} was changed, or one before it is missing")
        self.count, self.at, self.last = self.count + 1, at, stated

    def _keep(self, tenant: UUID, head: Head, number: int) -> None:
        chain, before = self.chains.setdefault(tenant, Anchored()), self.heads.get(tenant)
        if before is not None and head != before and head.seq <= before.seq:
            chain.faults.append(
                f"anchor {number} found the end of the audit chain at entry {head.seq}, after entry {before.seq} was "
                "anchored: its tail was cut, or it was written anew"
            )
        chain.add(head)
        self.heads[tenant] = head


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
    if any(not 0 <= head.seq <= _HIGHEST or len(head.hash) != _HASH_BYTES for head in heads.values()):
        raise ValueError("a head that no chain can have")
    return datetime.fromisoformat(row["at"]), bytes.fromhex(row["hash"]), heads


def _said(at: datetime, heads: Mapping[UUID, Head]) -> bytes:
    """Return what an anchor's hash covers: the instant, and every tenant's head in the order of their ids."""
    rows = "".join(f"{tenant} {head.seq} {head.hash.hex()}\n" for tenant, head in sorted(heads.items()))
    return f"{at.astimezone(UTC).isoformat(timespec='seconds')}\n{rows}".encode()
