"""Keep what a person is called, and where they are written to, in every tenant of theirs."""

from invoiceflow.identity.queries import facts_of
from invoiceflow.kernel.ids import PersonId, TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy.store import members


async def refresh_member(database: Database, person_id: PersonId) -> None:
    """
    Write down a person's present name and address wherever they are a member, one tenant after the other.

    Raises:
        ExceptionGroup: some tenants were not told; the others were.
    """
    failures = []
    for tenant_id in await members.tenant_ids_of(database, person_id):
        try:
            await _refresh(database, tenant_id, person_id)
        except Exception as failure:  # noqa: BLE001  # raised below: one tenant's trouble is not the others'
            failures.append(failure)
    if failures:
        raise ExceptionGroup("tenants were not told of a person", failures)


async def _refresh(database: Database, tenant_id: TenantId, person_id: PersonId) -> None:
    async with database.as_tenant(tenant_id) as session:
        # Looked up behind the lock: what is written last is what was so last.
        await members.lock_member(session, person_id)
        facts = await facts_of(session.connection, person_id)
        await members.save_facts(session, person_id, name=facts.name, email=facts.email)
