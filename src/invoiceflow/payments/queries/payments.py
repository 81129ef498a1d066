"""Reads of payments: one, a page of the list, sums by month, and the invoices that wait for money."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN, Settlement
from invoiceflow.invoicing.tables import invoices
from invoiceflow.payments.domain.movement import MovementKind
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.refund import Refund
from invoiceflow.payments.store import NoSuchPayment, load_payment
from invoiceflow.payments.store.collected import every_refund
from invoiceflow.payments.tables import clearing_movements, payments
from invoiceflow.runtime.database import Session

OPEN_INVOICES = 20
"""How many invoices are offered to be paid; whoever looks for another one types."""


class PaymentKey(NamedTuple):
    """Where a payment stands in the list: newest day first, then newest entry."""

    received_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """
    An entry of money beside its invoice. ``reversed_by_id`` names the reversal that took it back.

    ``fee_minor`` is what Stripe kept of a payment, None where that is not known, or nothing came through Stripe.
    """

    id: UUID
    invoice_id: UUID
    amount_minor: int
    currency: str
    method: str
    received_on: date
    reference: str
    note: str
    recorded_by: str
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    kind: str
    of_id: UUID | None
    provider_id: str
    created_at: datetime
    number: str
    client_name: str
    settlement: Settlement
    fee_minor: int | None = None

    @property
    def key(self) -> PaymentKey:
        """Return the place in the list."""
        return PaymentKey(self.received_on, self.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which payments, and from where on. Empty fields do not filter.

    ``text`` is looked for in the invoice's number, the client's name and the reference.
    """

    invoice_id: UUID | None = None
    method: str = ""
    text: str = ""
    after: PaymentKey | None = None
    before: PaymentKey | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class PaymentList:
    """One page, newest first; whether there are more on either side of it."""

    rows: tuple[PaymentRow, ...]
    has_newer: bool
    has_older: bool


@dataclass(frozen=True, slots=True)
class Received:
    """What came in during one month, less what went back, in one currency."""

    month: date
    currency: str
    amount_minor: int
    payments: int


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that waits for money."""

    id: UUID
    number: str
    client_name: str
    currency: str
    due_on: date
    settlement: Settlement


_TAKING_BACK = payments.alias("taking_back")

_COLUMNS = (
    *(payments.c[name] for name in PaymentRow.__dataclass_fields__ if name in payments.c),
    _TAKING_BACK.c.id.label("reversed_by_id"),
    invoices.c.number,
    invoices.c.client_name,
    invoices.c.status,
    invoices.c.total_minor,
    invoices.c.paid_minor,
)

_STANDING = [
    invoices.c[name]
    for name in ("id", "number", "client_name", "currency", "due_on", "status", "total_minor", "paid_minor")
]


async def payment(session: Session, payment_id: UUID) -> PaymentRow:
    """
    Return a payment or reversal.

    Raises:
        NoSuchPayment: there is none.
    """
    row = (await session.execute(_of(session).where(payments.c.id == payment_id))).one_or_none()
    if row is None:
        raise NoSuchPayment("There is no such payment.")
    return (await _with_fees(session, (_row(row),)))[0]


async def refunds(session: Session, payment_id: UUID) -> tuple[Refund, ...]:
    """
    Return what was asked to go back of a payment, the oldest first.

    Raises:
        NoSuchPayment: there is no such payment.
    """
    await load_payment(session, payment_id)
    return await every_refund(session, payment_id)


async def newest_payments(
    session: Session, *, limit: int, after: UUID | None, invoice_id: UUID | None
) -> tuple[PaymentRow, ...]:
    """Return payments as they were entered, the newest first, those entered before ``after`` alone."""
    chosen = _of(session).order_by(payments.c.id.desc()).limit(limit)
    if after is not None:
        chosen = chosen.where(payments.c.id < after)
    if invoice_id is not None:
        chosen = chosen.where(payments.c.invoice_id == invoice_id)
    return await _with_fees(session, tuple(_row(row) for row in await session.execute(chosen)))


async def payment_list(session: Session, wanted: Wanted) -> PaymentList:
    """Return one page of payments, the newest day first."""
    found = [_row(row) for row in await session.execute(page_statement(session, wanted))]
    more, rows = len(found) > wanted.limit, found[: wanted.limit]
    if wanted.before is not None:
        return PaymentList(tuple(reversed(rows)), has_newer=more, has_older=True)
    return PaymentList(tuple(rows), has_newer=wanted.after is not None, has_older=more)


def page_statement(session: Session, wanted: Wanted) -> Select[Any]:
    """Return the statement of one page, with one row more than it shows. Uses ix_payments_received."""
    place = tuple_(payments.c.received_on, payments.c.id)
    chosen = _of(session).where(*_filters(wanted)).limit(wanted.limit + 1)
    if wanted.before is not None:
        return chosen.where(place > wanted.before).order_by(payments.c.received_on, payments.c.id)
    if wanted.after is not None:
        chosen = chosen.where(place < wanted.after)
    return chosen.order_by(payments.c.received_on.desc(), payments.c.id.desc())


async def received_since(session: Session, first_day: date) -> tuple[Received, ...]:
    """Return what came in by month and currency, newest month first. Uses ix_payments_received."""
    month = func.date_trunc("month", payments.c.received_on)
    rows = await session.execute(
        select(month, payments.c.currency, func.sum(payments.c.amount_minor), func.count())
        .where(payments.c.tenant_id == session.tenant_id, payments.c.received_on >= first_day)
        .group_by(month, payments.c.currency)
        .order_by(month.desc(), payments.c.currency)
    )
    return tuple(Received(row[0].date(), row[1], int(row[2]), row[3]) for row in rows)


async def open_invoices(session: Session, text: str) -> tuple[OpenInvoice, ...]:
    """Return invoices that wait for money, the longest due first, at most 20. Uses ix_invoices_tenant_due."""
    columns = invoices.c
    chosen = (
        select(*_STANDING)
        .where(columns.tenant_id == session.tenant_id, columns.status.in_(sorted(OPEN)))
        .order_by(columns.due_on, columns.id)
        .limit(OPEN_INVOICES)
    )
    if text:
        chosen = chosen.where(_mentions(text, columns.number, columns.client_name, columns.reference))
    return tuple(_open_invoice(row) for row in await session.execute(chosen))


async def open_invoice(session: Session, invoice_id: UUID) -> OpenInvoice | None:
    """Return an issued invoice as it stands, whatever its status; None for a draft and for none at all."""
    columns = invoices.c
    row = (
        await session.execute(
            select(*_STANDING).where(
                columns.tenant_id == session.tenant_id,
                columns.id == invoice_id,
                columns.status != Status.DRAFT.value,
            )
        )
    ).one_or_none()
    return _open_invoice(row) if row else None


async def _with_fees(session: Session, rows: tuple[PaymentRow, ...]) -> tuple[PaymentRow, ...]:
    """Return payments with what Stripe kept of each. Uses ix_clearing_movements_invoice."""
    collected = [row for row in rows if row.provider_id and row.kind == Kind.PAYMENT]
    if not collected:
        return rows
    moved = clearing_movements.c
    found = await session.execute(
        select(moved.payment_id, func.sum(moved.amount_minor))
        .where(
            moved.tenant_id == session.tenant_id,
            moved.invoice_id.in_({row.invoice_id for row in collected}),
            moved.payment_id.in_([row.id for row in collected]),
            moved.kind == MovementKind.FEE.value,
        )
        .group_by(moved.payment_id)
    )
    fees = {payment_id: int(fee_minor) for payment_id, fee_minor in found}
    return tuple(replace(row, fee_minor=fees.get(row.id)) for row in rows)


def _of(session: Session) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join_from(
            payments,
            invoices,
            and_(invoices.c.tenant_id == payments.c.tenant_id, invoices.c.id == payments.c.invoice_id),
        )
        .outerjoin(
            _TAKING_BACK,
            and_(
                _TAKING_BACK.c.tenant_id == payments.c.tenant_id,
                _TAKING_BACK.c.reverses_id == payments.c.id,
            ),
        )
        .where(payments.c.tenant_id == session.tenant_id)
    )


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if wanted.invoice_id is not None:
        filters.append(payments.c.invoice_id == wanted.invoice_id)
    if wanted.method:
        filters.append(payments.c.method == wanted.method)
    if wanted.text:
        filters.append(
            _mentions(wanted.text, invoices.c.number, invoices.c.client_name, payments.c.reference)
        )
    return filters


def _mentions(text: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _row(row: Row[Any]) -> PaymentRow:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    standing = Settlement(Status(values.pop("status")), values.pop("total_minor"), values.pop("paid_minor"))
    return PaymentRow(**values, settlement=standing)


def _open_invoice(row: Row[Any]) -> OpenInvoice:
    standing = Settlement(Status(row.status), row.total_minor, row.paid_minor)
    return OpenInvoice(row.id, row.number, row.client_name, row.currency, row.due_on, standing)
