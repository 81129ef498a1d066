"""An entry of the chain, and its hash: each covers the one before, so that no past can change unseen."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

FIRST = bytes(32)  # what the first entry of a tenant follows

Detail = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One fact: who did what to which object, when.

    ``seq`` counts from 1 without a gap; ``action`` is a past-tense verb (``invoice.issued``). ``actor`` is the name
    at that time; ``actor_kind`` (``person``, ``api_key``) and ``actor_id`` tell who it was, where that is known.
    """

    tenant_id: UUID
    seq: int
    at: datetime
    actor: str
    actor_kind: str
    actor_id: UUID | None
    action: str
    object_kind: str
    object_id: UUID
    request_id: str
    detail: Detail

    def hash_after(self, previous: bytes) -> bytes:
        """
        Return the SHA-256 over the previous hash and this entry's canonical JSON.

        Keys are sorted, instants in UTC with microseconds, without blanks; who is not known is left out.
        """
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(previous + text.encode()).digest()

    def canonical(self) -> dict[str, object]:
        """Return the entry as plain values: what is hashed, and what an export holds."""
        row: dict[str, object] = {
            "tenant_id": str(self.tenant_id),
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor,
            "action": self.action,
            "object_kind": self.object_kind,
            "object_id": str(self.object_id),
            "request_id": self.request_id,
            "detail": self.detail,
        }
        if self.actor_kind:
            row["actor_kind"] = self.actor_kind
        if self.actor_id is not None:
            row["actor_id"] = str(self.actor_id)
        return row
