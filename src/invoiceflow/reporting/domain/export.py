"""An export of everything that a tenant has: asked for by a member, written by the worker, kept for a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from invoiceflow.kernel.ids import ExportId

KEPT: Final = timedelta(days=7)
"""How long its file can be downloaded, and a failure is told."""

LOST: Final = timedelta(days=1)
"""After which nobody writes it any more."""


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
    for people.
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
