"""The books, computed anew: every figure of a tenant, and each place where it is not what is stored."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from invoiceflow.audit import queries as audit
from invoiceflow.audit.domain.anchor import Anchors, Head
from invoiceflow.invoicing.queries import proof as invoice_proof
from invoiceflow.invoicing.queries.label_proof import label_faults
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.queries import proof as money_proof
from invoiceflow.reporting.queries.documents import documents_after
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.files import DamagedFile, Files, NoSuchFile
from invoiceflow.subscription import queries as subscription
from invoiceflow.tenancy.queries import stirring_tenants

_DOCUMENTS = 200


async def differences(
    database: Database, files: Files, tenant_id: TenantId, seen: Counter[str], anchors: Anchors
) -> AsyncIterator[str]:
    """
    Yield a sentence for each place where a tenant's books do not hold; none when they do.

    Looks at one instant of them, a part at a time, and changes nothing. ``seen`` counts what was looked at. Files are
    read after that instant, outside any transaction. ``anchors`` were read before it, so none is newer.
    """
    async with database.snapshot(tenant_id) as session:
        for walk in (_invoices, _money):
            async for fault in walk(session, seen):
                yield fault
        async for fault in subscription.usage_faults(session):
            yield fault
        async for fault in _chain(session, seen, anchors):
            yield fault
    async for fault in _documents(database, files, tenant_id, seen):
        yield fault


async def chain_ends(database: Database, at: datetime) -> dict[UUID, Head]:
    """Return the ends of the audit chains that may grow, as anchors keep them. Only the worker's login may ask."""
    ends: dict[UUID, Head] = {}
    async for _, tenant_id in stirring_tenants(database, at):
        async with database.as_tenant(tenant_id) as session:
            if (head := await audit.head_of(session)) is not None:
                ends[tenant_id] = head
    return ends


async def _invoices(session: Session, seen: Counter[str]) -> AsyncIterator[str]:
    async for invoices, faults in invoice_proof.invoices_in_parts(session):
        seen["invoices"] += invoices
        for fault in faults:
            yield fault
    for walk in (invoice_proof.number_faults, label_faults):
        async for fault in walk(session):
            yield fault


async def _money(session: Session, seen: Counter[str]) -> AsyncIterator[str]:
    async for part in money_proof.money_in_parts(session):
        seen["payments"] += part.payments
        seen["journals"] += part.journals
        for fault in part.faults:
            yield fault
    async for fault in money_proof.stray_faults(session):
        yield fault


async def _chain(session: Session, seen: Counter[str], anchors: Anchors) -> AsyncIterator[str]:
    async for entries, faults in audit.chain_in_parts(session, anchors.chains.get(session.tenant_id)):
        seen["audit entries"] += entries
        for fault in faults:
            yield fault


async def _documents(
    database: Database, files: Files, tenant_id: TenantId, seen: Counter[str]
) -> AsyncIterator[str]:
    after = UUID(int=0)
    while True:
        async with database.as_tenant(tenant_id) as session:
            stored = await documents_after(session, after, limit=_DOCUMENTS)
        if not stored:
            return
        seen["documents"] += len(stored)
        for document in stored:
            try:
                await files.get(tenant_id, document.file)
            except NoSuchFile:
                yield f"invoice {document.number}: the file of its {document.kind} is gone"
            except DamagedFile:
                yield f"invoice {document.number}: the file of its {document.kind} was changed"
        after = stored[-1].invoice_id
