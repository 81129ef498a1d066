"""Edit a tenant's settings."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import store
from invoiceflow.tenancy.domain.tenant import Profile


@dataclass(frozen=True, slots=True)
class EditSettings:
    """The whole profile as it shall be."""

    profile: Profile
    actor: str
    at: datetime


async def edit_settings(session: Session, command: EditSettings) -> None:
    """Replace the profile. Invoices that were issued before keep what stood on them."""
    before = (await store.load_tenant(session)).profile
    changed = {
        name: f"{getattr(before, name)} → {getattr(command.profile, name)}"[:500]
        for name in Profile.__dataclass_fields__
        if getattr(before, name) != getattr(command.profile, name)
    }
    if not changed:
        return
    await store.save_profile(session, command.profile, command.at)
    fact = Fact(command.at, command.actor, "settings.edited", "tenant", session.tenant_id, dict(changed))
    await record(session, fact)
