"""How one draft or invoice stands now: everything about it but its words."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.invoicing.store.invoices import row_of
from invoiceflow.kernel.ids import ClientId, InvoiceId
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy import queries as tenancy


@dataclass(frozen=True, slots=True)
class State:
    """
    A draft or invoice as it stands. ``number`` and the dates of law are None where a draft has none yet.

    ``overdue`` is by the day in the tenant's zone. ``edited_by`` is who saved the draft last, at ``updated_at``;
    ``edited_by_id`` is their person or API key, where it is known.
    ``link_version`` and ``link_hash`` make its public link (domain/pay_link.py).
    """

    id: InvoiceId
    status: Status
    number: str | None
    client_id: ClientId | None
    client_name: str
    currency: str
    language: str
    net_minor: int
    tax_minor: int
    rounding_minor: int
    total_minor: int
    paid_minor: int
    due_minor: int
    credit_minor: int
    overdue: bool
    issued_on: date | None
    due_on: date | None
    revision: int
    link_version: int
    link_hash: bytes | None
    content_hash: bytes | None
    created_at: datetime
    updated_at: datetime
    edited_by: str
    edited_by_id: UUID | None
    issued_at: datetime | None
    sent_at: datetime | None
    viewed_at: datetime | None
    voided_at: datetime | None


_SAME = [
    name
    for name in State.__dataclass_fields__
    if name not in {"id", "status", "client_id", "due_minor", "credit_minor", "overdue"}
]


async def one(session: Session, invoice_id: UUID, *, at: datetime) -> State:
    """Return how a draft or invoice stands at an instant. Raises NoSuchInvoice."""
    row = await row_of(session, invoice_id)
    profile = (await tenancy.own_tenant(session)).profile
    settlement = Settlement(Status(row.status), row.total_minor, row.paid_minor)
    return State(
        id=InvoiceId(row.id),
        status=settlement.status,
        client_id=ClientId(row.client_id) if row.client_id else None,
        due_minor=settlement.due_minor,
        credit_minor=settlement.credit_minor,
        overdue=settlement.overdue(due_on=row.due_on, today=day_in(profile.time_zone, at)),
        **{name: getattr(row, name) for name in _SAME},
    )
