"""Keep what a person is called, and where they are written to, in every tenant of theirs."""

from invoiceflow.identity.domain.person import Facts
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy.store import members


async def refresh_member(database: Database, person_id: PersonId, facts: Facts) -> None:
    """Write down a person's present name and address wherever they are a member, one tenant after the other."""
    for tenant_id in await members.tenant_ids_of(database, person_id):
        async with database.as_tenant(tenant_id) as session:
            await members.save_facts(session, person_id, name=facts.name, email=facts.email)
