"""The ledger of what was used, and how much that is of the plan."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.domain.plan import Plan, Resource
from invoiceflow.subscription.domain.usage import Gauge, month_of
from invoiceflow.subscription.ports import StoredFiles
from invoiceflow.subscription.tables import usage_ledger
from invoiceflow.tenancy.tables import members

INVOICES = "invoices"
"""The meter of issued invoices."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('usage ' || :tenant, 0))")


async def add_usage(session: Session, meter: str, source_id: UUID, at: datetime) -> None:
    """Count what a source used, once."""
    row = {
        "tenant_id": session.tenant_id,
        "id": new_id(at),
        "meter": meter,
        "source_id": source_id,
        "quantity": 1,
        "at": at,
    }
    await session.execute(insert(usage_ledger).values(row).on_conflict_do_nothing())


async def wait_for_others(session: Session) -> None:
    """Let the tenant's other transactions that count wait for the end of this one, or wait for theirs."""
    await session.execute(_LOCK, {"tenant": str(session.tenant_id)})


async def gauges(
    session: Session, files: StoredFiles, plan: Plan, at: datetime, resources: Iterable[Resource] = Resource
) -> tuple[Gauge, ...]:
    """Return how much is used of each resource, beside what the plan allows."""
    found = []
    for resource in resources:
        if resource is Resource.INVOICES:
            found.append(await invoices_gauge(session, plan, at))
        elif resource is Resource.MEMBERS:
            found.append(await _members_gauge(session, plan))
        else:
            found.append(await _storage_gauge(session, files, plan))
    return tuple(found)


async def invoices_gauge(session: Session, plan: Plan, at: datetime) -> Gauge:
    """Return how many invoices were issued in the month of an instant, this transaction's among them."""
    begins_at, ends_at = month_of(at)
    columns = usage_ledger.c
    in_month = (
        columns.tenant_id == session.tenant_id,
        columns.meter == INVOICES,
        columns.at >= begins_at,
        columns.at < ends_at,
    )
    used = (
        await session.execute(select(func.count()).select_from(usage_ledger).where(*in_month))
    ).scalar_one()
    limit = plan.limits.get(Resource.INVOICES)
    passed_at = None
    if limit is not None and used > limit:
        # Uses ix_usage_ledger_at.
        beyond = select(columns.at).where(*in_month).order_by(columns.at).offset(limit).limit(1)
        passed_at = (await session.execute(beyond)).scalar_one()
    return Gauge(Resource.INVOICES, used, limit, passed_at)


async def _members_gauge(session: Session, plan: Plan) -> Gauge:
    wanted = select(members.c.created_at).where(members.c.tenant_id == session.tenant_id)
    joined = (await session.execute(wanted.order_by(members.c.created_at))).scalars().all()
    limit = plan.limits.get(Resource.MEMBERS)
    passed_at = joined[limit] if limit is not None and len(joined) > limit else None
    return Gauge(Resource.MEMBERS, len(joined), limit, passed_at)


async def _storage_gauge(session: Session, files: StoredFiles, plan: Plan) -> Gauge:
    used, limit = await files.total_bytes(session), plan.limits.get(Resource.STORAGE)
    passed_at = await files.passed_at(session, limit) if limit is not None and used > limit else None
    return Gauge(Resource.STORAGE, used, limit, passed_at)
