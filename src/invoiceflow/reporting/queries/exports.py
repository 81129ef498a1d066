"""A tenant's exports, as its page shows them."""

from datetime import datetime

from invoiceflow.reporting import store
from invoiceflow.reporting.domain.export import Export
from invoiceflow.runtime.database import Session


async def exports(session: Session, at: datetime) -> tuple[Export, ...]:
    """Return the exports that are on their way, can be downloaded, or failed lately; the newest first."""
    return await store.every_export(session, at)
