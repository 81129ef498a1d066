"""Recompute the books of every tenant."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections import Counter

from invoiceflow.audit.adapters.anchor_file import anchors_in
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.outside import files_of
from invoiceflow.kernel.ids import TenantId
from invoiceflow.reporting.queries import books
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.patience import COMMAND
from invoiceflow.runtime.settings import Settings, read
from invoiceflow.tenancy import queries as tenancy

LOOKED_AT = ("invoices", "payments", "journals", "documents", "audit entries", "anchors")


def configure(parser: ArgumentParser) -> None:
    """Add which tenant."""
    parser.description = (
        "Recompute totals, taxes, balances, numbers, documents and audit chains, and compare these with the anchors. "
        "Names each difference and exits with 1 if there is one."
    )
    parser.add_argument("--tenant", metavar="SLUG", help="only this tenant (default: all of them)")


def run(arguments: Namespace) -> int:
    """Print each difference as it is found, then one line; return 1 when there was any."""
    return asyncio.run(_verify(read(os.environ), arguments.tenant))


async def _verify(settings: Settings, slug: str | None) -> int:
    database = Database(settings.worker_database_url, pool_size=2, patience=COMMAND)
    files, seen = files_of(settings, SystemClock()), Counter[str]()
    anchors = anchors_in(settings.audit_anchor_file)
    for fault in anchors.faults:
        print(f"{settings.audit_anchor_file.name}: {fault}", flush=True)
    differences, tenants, wrong = len(anchors.faults), 0, 0
    try:
        for name, tenant_id in await _tenants(database, slug):
            before = differences
            async for fault in books.differences(database, files, tenant_id, seen, anchors):
                print(f"{name}: {fault}", flush=True)
                differences += 1
            tenants += 1
            wrong += differences > before
    finally:
        await files.close()
        await database.close()
    seen["anchors"] = anchors.count
    print(_conclusion(seen, differences=differences, tenants=tenants, wrong=wrong))
    return 1 if differences else 0


async def _tenants(database: Database, slug: str | None) -> list[tuple[str, TenantId]]:
    if slug is None:
        return [(name, tenant_id) async for name, tenant_id in tenancy.every_tenant(database)]
    tenant_id = await tenancy.tenant_of_slug(database, slug)
    if tenant_id is None:
        raise Problem(f"There is no tenant {slug}.")
    return [(slug, tenant_id)]


def _conclusion(seen: Counter[str], *, differences: int, tenants: int, wrong: int) -> str:
    looked_at = ", ".join(f"{seen[name]:,} {name}" for name in LOOKED_AT)
    if not differences:
        return f"The books of {_count(tenants, 'tenant')} hold: {looked_at}."
    return f"{_count(differences, 'difference')} in the books of {wrong} of {_count(tenants, 'tenant')}: {looked_at}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
