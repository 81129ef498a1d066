"""Reads about disputes and early fraud warnings, beside the payments that they are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, Subquery, and_, case, func, select, tuple_

from invoiceflow.invoicing.tables import invoices
from invoiceflow.payments.domain.dispute import WAITING, Dispute
from invoiceflow.payments.domain.evidence import Evidence
from invoiceflow.payments.domain.fraud_warning import FraudWarning, Outcome, outcome
from invoiceflow.payments.domain.movement import MovementKind
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.refund import REQUESTED
from invoiceflow.payments.store import evidence
from invoiceflow.payments.store.troubles import NoSuchDispute
from invoiceflow.payments.tables import (
    charges,
    clearing_movements,
    disputes,
    fraud_warnings,
    payment_accounts,
    payments,
    refunds,
)
from invoiceflow.runtime.database import Session

MOST = 100
"""Of warnings on the list, the newest first."""

_REFUNDS = (Kind.REFUND.value, Kind.REFUND_FAILED.value)


@dataclass(frozen=True, slots=True)
class Payment:
    """The payment in question; amounts in minor units. ``left_minor`` has not gone back in any way."""

    id: UUID
    invoice_id: UUID
    number: str
    client_name: str
    amount_minor: int
    currency: str
    received_at: datetime
    instrument: str
    risk_level: str
    outcome_says: str
    review: str
    left_minor: int
    refunded_minor: int


class DisputeKey(NamedTuple):
    """Where a dispute stands in the list: the newest first."""

    opened_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute beside its payment."""

    dispute: Dispute
    payment: Payment

    @property
    def key(self) -> DisputeKey:
        """Return the place in the list."""
        return DisputeKey(self.dispute.opened_at, self.dispute.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """From where on in the list, and how many."""

    after: DisputeKey | None = None
    before: DisputeKey | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DisputeList:
    """One page, newest first; whether there are more on either side of it."""

    rows: tuple[DisputeRow, ...]
    has_newer: bool
    has_older: bool


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning beside its payment, and what became of it."""

    warning: FraudWarning
    payment: Payment
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that a dispute moved, in minor units: below zero what left. ``kind`` is as in the books."""

    kind: str
    amount_minor: int
    at: datetime


async def dispute(session: Session, dispute_id: UUID) -> DisputeRow:
    """
    Return a dispute.

    Raises:
        NoSuchDispute: there is none.
    """
    row = (await session.execute(_disputes(session).where(disputes.c.id == dispute_id))).one_or_none()
    if row is None:
        raise NoSuchDispute("There is no such dispute.")
    return _dispute(row)


async def dispute_list(session: Session, wanted: Wanted) -> DisputeList:
    """Return one page of disputes, the newest first. Uses ix_disputes_opened."""
    place, chosen = tuple_(disputes.c.opened_at, disputes.c.id), _disputes(session).limit(wanted.limit + 1)
    if wanted.before is not None:
        chosen = chosen.where(place > wanted.before).order_by(disputes.c.opened_at, disputes.c.id)
    else:
        chosen = chosen.order_by(disputes.c.opened_at.desc(), disputes.c.id.desc())
    if wanted.after is not None:
        chosen = chosen.where(place < wanted.after)
    found = [_dispute(row) for row in await session.execute(chosen)]
    more, rows = len(found) > wanted.limit, found[: wanted.limit]
    if wanted.before is not None:
        return DisputeList(tuple(reversed(rows)), has_newer=more, has_older=True)
    return DisputeList(tuple(rows), has_newer=wanted.after is not None, has_older=more)


async def newest_disputes(session: Session, *, limit: int, after: UUID | None) -> tuple[DisputeRow, ...]:
    """Return disputes as they came to be known, the newest first, those known before ``after`` alone."""
    chosen = _disputes(session).order_by(disputes.c.id.desc()).limit(limit)
    if after is not None:
        chosen = chosen.where(disputes.c.id < after)
    return tuple(_dispute(row) for row in await session.execute(chosen))


async def newest_warnings(session: Session) -> tuple[WarningRow, ...]:
    """Return the tenant's warnings, the newest first, a hundred at most. Uses ix_fraud_warnings_warned."""
    ordered = _warnings(session).order_by(fraud_warnings.c.warned_at.desc(), fraud_warnings.c.id.desc())
    return tuple(_warning(row) for row in await session.execute(ordered.limit(MOST)))


async def evidence_of(session: Session, dispute_id: UUID) -> Evidence | None:
    """Return what was handed in against a dispute, or would not be taken; None where nothing was."""
    return await evidence.newest_of(session, dispute_id)


async def moved_by(session: Session, row: DisputeRow) -> tuple[Moved, ...]:
    """Return what the books say of a dispute, the oldest first: held and reinstated, fees for it, its loss."""
    moves, money = clearing_movements.c, payments.c
    of_payment = (moves.tenant_id == session.tenant_id, moves.payment_id == row.payment.id)
    held = select(moves.provider_id).where(*of_payment, moves.kind == MovementKind.DISPUTE.value)
    movements = select(moves.kind, moves.amount_minor, moves.at).where(
        *of_payment, moves.provider_id.in_(held)
    )
    entries = select(money.kind, money.amount_minor, money.created_at).where(
        money.tenant_id == session.tenant_id, money.provider_id == row.dispute.provider_id
    )
    found = [Moved(kind, -minor, at) for kind, minor, at in await session.execute(movements)]
    found += [Moved(kind, minor, at) for kind, minor, at in await session.execute(entries)]
    return tuple(sorted(found, key=lambda each: each.at))


async def waiting(session: Session) -> int | None:
    """Return how many disputes and warnings wait for somebody; None where nobody could ever dispute anything."""
    of_dispute, of_warning = disputes.c, fraud_warnings.c
    row = (
        await session.execute(
            select(
                select(payment_accounts.c.id)
                .where(payment_accounts.c.tenant_id == session.tenant_id)
                .exists(),
                select(func.count())
                .where(of_dispute.tenant_id == session.tenant_id, of_dispute.status.in_(sorted(WAITING)))
                .scalar_subquery(),
                select(func.count())
                .where(
                    of_warning.tenant_id == session.tenant_id,
                    of_warning.is_actionable,
                    of_warning.left_at.is_(None),
                )
                .scalar_subquery(),
            )
        )
    ).one()
    return row[1] + row[2] if row[0] else None


def _gone(session: Session, of: Any) -> Subquery:
    """Return what of each payment that has trouble went back, and by refunds alone."""
    concerned = select(of.c.payment_id).where(of.c.tenant_id == session.tenant_id)
    is_refund = payments.c.kind.in_(_REFUNDS)
    return (
        select(
            payments.c.of_id,
            func.sum(payments.c.amount_minor).label("all_minor"),
            func.sum(case((is_refund, payments.c.amount_minor), else_=0)).label("refunds_minor"),
        )
        .where(payments.c.tenant_id == session.tenant_id, payments.c.of_id.in_(concerned))
        .group_by(payments.c.of_id)
        .subquery()
    )


def _of(session: Session, table: Any, columns: tuple[str, ...]) -> Select[Any]:
    gone, tenant = _gone(session, table), table.c.tenant_id
    return (
        select(
            *(table.c[name].label(f"own_{name}") for name in columns),
            payments.c.id.label("payment_id"),
            payments.c.invoice_id,
            invoices.c.number,
            invoices.c.client_name,
            payments.c.amount_minor,
            payments.c.currency,
            payments.c.created_at,
            charges.c.instrument,
            charges.c.risk_level,
            charges.c.outcome_says,
            charges.c.review,
            (payments.c.amount_minor + func.coalesce(gone.c.all_minor, 0)).label("left_minor"),
            (-func.coalesce(gone.c.refunds_minor, 0)).label("refunded_minor"),
        )
        .join_from(table, payments, and_(payments.c.tenant_id == tenant, payments.c.id == table.c.payment_id))
        .join(charges, and_(charges.c.tenant_id == tenant, charges.c.payment_id == payments.c.id))
        .join(invoices, and_(invoices.c.tenant_id == tenant, invoices.c.id == payments.c.invoice_id))
        .outerjoin(gone, gone.c.of_id == payments.c.id)
        .where(tenant == session.tenant_id)
    )


def _disputes(session: Session) -> Select[Any]:
    return _of(session, disputes, tuple(Dispute.__dataclass_fields__))


def _warnings(session: Session) -> Select[Any]:
    own = (refunds.c.tenant_id == session.tenant_id, refunds.c.payment_id == payments.c.id)
    refunding = select(refunds.c.id).where(*own, refunds.c.state == REQUESTED).exists()
    taken = and_(
        disputes.c.tenant_id == session.tenant_id,
        disputes.c.payment_id == payments.c.id,
        ~disputes.c.status.startswith("warning_"),
    )
    disputed = select(disputes.c.id).where(taken).exists()
    return _of(session, fraud_warnings, tuple(FraudWarning.__dataclass_fields__)).add_columns(
        refunding.label("is_refunding"), disputed.label("is_disputed")
    )


def _dispute(row: Row[Any]) -> DisputeRow:
    own = {name: getattr(row, f"own_{name}") for name in Dispute.__dataclass_fields__}
    return DisputeRow(Dispute(**own), _payment(row))


def _warning(row: Row[Any]) -> WarningRow:
    warning = FraudWarning(
        **{name: getattr(row, f"own_{name}") for name in FraudWarning.__dataclass_fields__}
    )
    became = outcome(
        amount_minor=row.amount_minor,
        refunded_minor=int(row.refunded_minor),
        is_refunding=row.is_refunding,
        is_disputed=row.is_disputed,
        is_left=warning.left_at is not None,
    )
    return WarningRow(warning, _payment(row), became)


def _payment(row: Row[Any]) -> Payment:
    return Payment(
        id=row.payment_id,
        invoice_id=row.invoice_id,
        number=row.number,
        client_name=row.client_name,
        amount_minor=row.amount_minor,
        currency=row.currency,
        received_at=row.created_at,
        instrument=row.instrument,
        risk_level=row.risk_level,
        outcome_says=row.outcome_says,
        review=row.review,
        left_minor=int(row.left_minor),
        refunded_minor=int(row.refunded_minor),
    )
