"""What this slice asks of the slices above it, and of the world outside."""

from datetime import datetime
from typing import Protocol

from invoiceflow.runtime.database import Session


class StoredFiles(Protocol):
    """Knows how much a tenant has stored."""

    async def total_bytes(self, session: Session) -> int:
        """Return how much it is."""
        ...

    async def passed_at(self, session: Session, limit_bytes: int) -> datetime | None:
        """Return when it became more than a limit; None where it is not."""
        ...
