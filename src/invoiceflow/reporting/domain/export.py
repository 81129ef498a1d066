"""An export of everything that a tenant has: asked for by a member, written by the worker, kept for a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from invoiceflow.kernel.ids import ExportId, PersonId

KEPT: Final = timedelta(days=7)
"""How long its file can be downloaded, and a failure is told."""

LOST: Final = timedelta(days=1)
"""After which nobody writes it any more."""

SOONEST_SECONDS: Final = 4
"""How long is written before it is said how much longer it takes: earlier that would be a guess."""


class ExportState(StrEnum):
    """Where an export stands."""

    QUEUED = "queued"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Export:
    """
    One export. ``done`` of ``total`` rows and files are in it so far.

    ``file`` is its name among the tenant's files once it is ready, until ``expires_at``; ``error`` is what went wrong,
    for people. ``seconds_left`` is how much longer writing takes, as soon as that can be known. ``requester_id`` is
    the person who is told that it is ready, which they were at ``told_at``.
    """

    id: ExportId
    state: ExportState
    requested_by: str
    requested_at: datetime
    done: int = 0
    total: int = 0
    file: str = ""
    size_bytes: int = 0
    error: str = ""
    expires_at: datetime | None = None
    requester_id: PersonId | None = None
    told_at: datetime | None = None
    seconds_left: int | None = None

    @property
    def is_over(self) -> bool:
        """Return whether nothing happens to it any more by itself."""
        return self.state in (ExportState.READY, ExportState.FAILED)

    @property
    def percent(self) -> int:
        """Return how much of it is written, up to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of an export's file, and how far it has come: ``done`` of ``total`` rows and files."""

    content: bytes
    done: int
    total: int


def seconds_left(elapsed_seconds: int, *, done: int, total: int) -> int | None:
    """Return how much longer writing takes if it goes on as it went, rounded up; None while that cannot be told."""
    if elapsed_seconds < SOONEST_SECONDS or not done:
        return None
    return -(-elapsed_seconds * max(total - done, 0) // done)
