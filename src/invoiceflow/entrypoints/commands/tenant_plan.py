"""Give a tenant a plan for nothing."""

import asyncio
import os
from argparse import ArgumentParser, Namespace

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.runtime.settings import read
from invoiceflow.subscription.actions.grant_plan import GrantPlan, grant_plan
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.tenancy import queries as tenancy

NONE = "none"


def configure(parser: ArgumentParser) -> None:
    """Add which tenant, and which plan."""
    parser.add_argument("slug", help="the tenant's part of addresses")
    parser.add_argument("plan", choices=[*PlanName, NONE], help="none takes back what was given")


def run(arguments: Namespace) -> int:
    """Give the plan; the tenant's audit log says that the command line did."""
    asyncio.run(_grant(arguments.slug, None if arguments.plan == NONE else PlanName(arguments.plan)))
    return 0


async def _grant(slug: str, plan: PlanName | None) -> None:
    settings = read(os.environ)
    world = wiring.world(settings, database_url=settings.database_url)
    try:
        tenant_id = await tenancy.tenant_of_slug(world.database, slug)
        if tenant_id is None:
            raise Problem(f"There is no tenant {slug}.")
        async with world.database.as_tenant(tenant_id) as session:
            await grant_plan(session, GrantPlan(plan, "command line", world.clock.now()))
    finally:
        await world.close()
