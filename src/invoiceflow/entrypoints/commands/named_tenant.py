"""The tenants that a command is about, by the slug that it is told."""

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


async def tenants_meant(database: Database, slug: str | None) -> list[tuple[str, TenantId]]:
    """
    Return the tenant with that slug, or all of them where none is told, with their slugs. The worker's login only.

    Raises:
        Problem: there is none of that name, or it was erased.
    """
    if slug is not None:
        return [(slug, await tenant_named(database, slug))]
    return [each async for each in queries.every_tenant(database)]
