"""An audit log outside the product: one entry a line as JSON, which anybody can verify without us."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.domain.anchor import Anchored, Anchors, Head
from invoiceflow.audit.domain.entry import FIRST, Entry


@dataclass(slots=True)
class Checked:
    """
    What an exported log holds: how many entries, how it ends, and what is wrong with it.

    ``anchored`` is the newest of its entries that an anchor names: none of those before it is missing.
    """

    count: int = 0
    last_seq: int = 0
    last_hash: str = FIRST.hex()
    faults: list[str] = field(default_factory=list)
    anchored: Head | None = None


def line_of(entry: Entry, previous: bytes, own: bytes) -> str:
    """Return an entry as a line, its end included: what its hash covers, and the two hashes."""
    row = {**entry.canonical(), "previous": previous.hex(), "hash": own.hex()}
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def check_lines(lines: Iterable[str], anchors: Anchors | None = None) -> Checked:
    """
    Recompute a log from its first entry on.

    An entry must follow the one before by number and hash, and be what its hash says. That the log is not cut at its
    end only somebody knows who knows how it ended: a page of the product, or an anchor, as far as that goes.
    """
    checked, chains = Checked(), anchors.chains if anchors else {}
    tenants = set[UUID]()
    for number, text in enumerate(lines, start=1):
        try:
            entry, previous, own = _read(text)
        except (ValueError, KeyError, TypeError):
            checked.faults.append(f"line {number} is no audit entry")
            continue
        tenants.add(entry.tenant_id)
        anchored = chains.get(entry.tenant_id)
        checked.anchored = anchored.newest if anchored else None
        checked.faults += _faults(entry, previous, own, checked, anchored)
        checked.count, checked.last_seq, checked.last_hash = checked.count + 1, entry.seq, own.hex()
    if len(tenants) > 1:
        checked.faults.append("the entries belong to several tenants")
    for tenant in tenants & chains.keys():
        checked.faults += chains[tenant].faults
    if checked.anchored and checked.anchored.seq > checked.last_seq:
        checked.faults.append(
            f"entry {checked.anchored.seq} was anchored, and the last here is entry {checked.last_seq}: "
            "the log was exported before that anchor, or its end was cut off"
        )
    return checked


def _faults(
    entry: Entry, previous: bytes, own: bytes, before: Checked, anchored: Anchored | None
) -> Iterator[str]:
    if entry.seq != before.last_seq + 1:
        yield f"entry {entry.seq} follows entry {before.last_seq}: some are missing, or their order was changed"
    if previous.hex() != before.last_hash or entry.hash_after(previous) != own:
        yield f"entry {entry.seq} ({entry.action}) was changed"
    if anchored is not None and anchored.is_another(entry.seq, own):
        yield f"entry {entry.seq} is not the one that was anchored: the log was written anew"


def _read(text: str) -> tuple[Entry, bytes, bytes]:
    row = json.loads(text)
    previous, own = bytes.fromhex(row.pop("previous")), bytes.fromhex(row.pop("hash"))
    actor_id = row.pop("actor_id", None)
    entry = Entry(
        tenant_id=UUID(row.pop("tenant_id")),
        seq=row.pop("seq"),
        at=datetime.fromisoformat(row.pop("at")),
        actor=row.pop("actor"),
        actor_kind=row.pop("actor_kind", ""),
        actor_id=UUID(actor_id) if actor_id else None,
        action=row.pop("action"),
        object_kind=row.pop("object_kind"),
        object_id=UUID(row.pop("object_id")),
        request_id=row.pop("request_id"),
        detail=row.pop("detail"),
    )
    if row or type(entry.seq) is not int:
        raise ValueError("fields that no hash covers, or of other types")
    return entry, previous, own
