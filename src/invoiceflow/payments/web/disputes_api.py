"""``/api/v1/disputes``: what banks ask back. Evidence is handed in on the pages, where a person reads it first."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath, QueryParameter

from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.queries import troubles
from invoiceflow.payments.queries.troubles import DisputeRow
from invoiceflow.web.answers import require_known_parameters
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, keyed

PATH = "/api/v1/disputes"

Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most, 1 to 100.")]
After = Annotated[UUID | None, QueryParameter(description="`next` of the page before.")]


class DisputeJson(msgspec.Struct):
    """
    A dispute of a payment, or an inquiry, which holds no money (`status` begins with `warning_`).

    `status` and `reason` are Stripe's words, to which it may add others. `submissions` counts how often evidence was
    handed in; `evidence_due_at` is until when the bank awaits it. `seen_at` is when Stripe was last heard of it.
    """

    id: UUID
    payment_id: UUID
    invoice_id: UUID
    provider_id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    is_refundable: bool
    submissions: int
    opened_at: datetime
    evidence_due_at: datetime | None
    seen_at: datetime


class DisputePage(msgspec.Struct):
    """One page, the newest first; `next` is the `after` of the next page, null on the last."""

    items: list[DisputeJson]
    next: UUID | None


@get(PATH, guards=[keyed(Permission.READ_PAYMENTS)])
async def list_disputes(
    request: Request, database: TheDatabase, *, limit: Limit = 50, after: After = None
) -> DisputePage:
    """List disputes and inquiries."""
    require_known_parameters(request, "limit", "after")
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        rows = await troubles.newest_disputes(session, limit=limit + 1, after=after)
    items = [_dispute_json(row) for row in rows[:limit]]
    return DisputePage(items, items[-1].id if len(rows) > limit else None)


@get(f"{PATH}/{{dispute_id:uuid}}", guards=[keyed(Permission.READ_PAYMENTS)])
async def show_dispute(request: Request, database: TheDatabase, dispute_id: FromPath[UUID]) -> DisputeJson:
    """Show one dispute."""
    async with database.as_tenant(actor_of(request).tenant_id) as session:
        return _dispute_json(await troubles.dispute(session, dispute_id))


def _dispute_json(row: DisputeRow) -> DisputeJson:
    names = [name for name in DisputeJson.__struct_fields__ if name != "invoice_id"]
    same = {name: getattr(row.dispute, name) for name in names}
    return DisputeJson(**same, invoice_id=row.payment.invoice_id)


handlers = [list_disputes, show_dispute]
