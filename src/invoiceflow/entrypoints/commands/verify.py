"""Recompute the books of every tenant."""

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import dataclass, field

from invoiceflow.audit.adapters.anchor_file import anchors_in
from invoiceflow.audit.domain.anchor import Anchors
from invoiceflow.entrypoints.commands.named_tenant import tenants_meant
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.outside import files_of
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.adapters.stripe_statements import StripeStatements
from invoiceflow.payments.ports import Away, Statements
from invoiceflow.payments.queries.beside_stripe import AT_STRIPE, PARKED, stripe_faults
from invoiceflow.reporting.queries import books
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import Files
from invoiceflow.runtime.patience import COMMAND
from invoiceflow.runtime.settings import Settings, read
from invoiceflow.runtime.stripe import close_stripe, stripe_client

LOOKED_AT = ("invoices", "payments", "journals", "documents", "audit entries", "anchors")


def configure(parser: ArgumentParser) -> None:
    """Add which tenant."""
    parser.description = (
        "Recompute totals, taxes, balances, numbers, documents and audit chains, and compare these with the anchors; "
        "where a key for Stripe is set, lay the books beside what Stripe holds, object by object. "
        "Names each difference and exits with 1 if there is one."
    )
    parser.add_argument("--tenant", metavar="SLUG", help="only this tenant (default: all of them)")
    parser.add_argument("--offline", action="store_true", help="do not ask Stripe what it holds")


def run(arguments: Namespace) -> int:
    """Print each difference as it is found, then one line; return 1 when there was any."""
    return asyncio.run(_verify(read(os.environ), arguments.tenant, is_offline=arguments.offline))


async def _verify(settings: Settings, slug: str | None, *, is_offline: bool) -> int:
    client = None if is_offline else stripe_client(settings)
    files, anchors = files_of(settings, SystemClock()), anchors_in(settings.audit_anchor_file)
    database = Database(settings.worker_database_url, pool_size=2, patience=COMMAND)
    proof = _Proof(database, files, anchors, StripeStatements(client) if client else None)
    for fault in anchors.faults:
        print(f"{settings.audit_anchor_file.name}: {fault}", flush=True)
    try:
        found = [await proof.of(*each) for each in await tenants_meant(database, slug)]
    except Away as failure:
        raise Problem(f"Stripe does not answer ({failure}); --offline looks at the books alone.") from failure
    finally:
        await files.close()
        await database.close()
        if client:
            await close_stripe(client)
    differences = len(anchors.faults) + sum(found)
    print(_conclusion(proof, differences, tenants=len(found), wrong=sum(map(bool, found))))
    return 1 if differences else 0


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the books are computed from; ``seen`` counts what was looked at."""

    database: Database
    files: Files
    anchors: Anchors
    statements: Statements | None
    seen: Counter[str] = field(default_factory=Counter)

    async def of(self, name: str, tenant_id: TenantId) -> int:
        """Print each difference in the books of a tenant as it is found, and return how many there are."""
        found = 0
        async for fault in books.differences(self.database, self.files, tenant_id, self.seen, self.anchors):
            print(f"{name}: {fault}", flush=True)
            found += 1
        if self.statements is None:
            return found
        faults = await stripe_faults(self.database, self.statements, tenant_id, self.seen)
        for fault in faults:
            print(f"{name}: {fault}", flush=True)
        return found + len(faults)


def _conclusion(proof: _Proof, differences: int, *, tenants: int, wrong: int) -> str:
    looked_at = _looked_at(proof)
    if not differences:
        return f"The books of {_count(tenants, 'tenant')} hold: {looked_at}."
    return f"{_count(differences, 'difference')} in the books of {wrong} of {_count(tenants, 'tenant')}: {looked_at}."


def _looked_at(proof: _Proof) -> str:
    """Return what was looked at, and whether Stripe was asked."""
    seen = proof.seen | Counter(anchors=proof.anchors.count)
    looked_at = ", ".join(f"{seen[name]:,} {name}" for name in LOOKED_AT)
    if proof.statements is None:
        return f"{looked_at}; Stripe was not asked"
    parked = f", {seen[PARKED]:,} parked" if seen[PARKED] else ""
    return f"{looked_at}; beside {seen[AT_STRIPE]:,} facts at Stripe{parked}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
