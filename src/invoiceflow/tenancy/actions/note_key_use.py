"""Note that an API key is in use."""

from datetime import datetime, timedelta

from invoiceflow.runtime.database import Database
from invoiceflow.tenancy.domain.api_key import KeyHolder
from invoiceflow.tenancy.store import keys

EVERY = timedelta(hours=1)


async def note_key_use(database: Database, holder: KeyHolder, at: datetime) -> None:
    """Keep when a key was last used, to the hour: a write for each request would cost more than it tells."""
    key_id, noted = holder.actor.api_key_id, holder.last_used_at
    if key_id is None or (noted is not None and at - noted < EVERY):
        return
    async with database.as_tenant(holder.actor.tenant_id) as session:
        await keys.note_key_use(session, key_id, at)
