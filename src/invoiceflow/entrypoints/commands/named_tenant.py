"""The tenant that a command is told by its slug."""

from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.tenancy import queries


async def tenant_named(database: Database, slug: str) -> TenantId:
    """
    Return the tenant with that slug.

    Raises:
        Problem: there is none, or it was erased.
    """
    tenant_id = await queries.tenant_of_slug(database, slug)
    if tenant_id is None:
        raise Problem(f"There is no tenant '{slug}'.")
    async with database.as_tenant(tenant_id) as session:
        if await queries.is_erased(session):
            raise Problem(f"The tenant '{slug}' was deleted and erased: nothing but its name is left.")
    return tenant_id
