"""What became of collected payments: disputes, and early fraud warnings."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.dispute import Dispute
from invoiceflow.payments.domain.fraud_warning import FraudWarning
from invoiceflow.payments.tables import disputes, fraud_warnings
from invoiceflow.runtime.database import Session

_COLUMNS = {
    disputes: [disputes.c[name] for name in Dispute.__dataclass_fields__],
    fraud_warnings: [fraud_warnings.c[name] for name in FraudWarning.__dataclass_fields__],
}


class NoSuchDispute(Missing):
    """This tenant has no dispute of that id."""

    code = "dispute.not_found"


class NoSuchWarning(Missing):
    """This tenant has no early fraud warning of that id."""

    code = "fraud_warning.not_found"


async def find_dispute(session: Session, provider_id: str) -> Dispute | None:
    """Return the dispute that Stripe calls so; reliable once its payment's checkout is locked."""
    found = await _found(session, disputes, disputes.c.provider_id == provider_id)
    return Dispute(**found) if found else None


async def load_dispute(session: Session, dispute_id: UUID) -> Dispute:
    """
    Return a dispute; reliable once its payment is locked (``lock_collected``).

    Raises:
        NoSuchDispute: there is none.
    """
    found = await _found(session, disputes, disputes.c.id == dispute_id)
    if found is None:
        raise NoSuchDispute("There is no such dispute.")
    return Dispute(**found)


async def save_dispute(session: Session, dispute: Dispute) -> None:
    """Write how a dispute stands, a new one included."""
    await _save(session, disputes, dispute)


async def find_warning(session: Session, provider_id: str) -> FraudWarning | None:
    """Return the warning that Stripe calls so; reliable once its payment's checkout is locked."""
    found = await _found(session, fraud_warnings, fraud_warnings.c.provider_id == provider_id)
    return FraudWarning(**found) if found else None


async def load_warning(session: Session, warning_id: UUID) -> FraudWarning:
    """
    Return a warning; reliable once its payment is locked (``lock_collected``).

    Raises:
        NoSuchWarning: there is none.
    """
    found = await _found(session, fraud_warnings, fraud_warnings.c.id == warning_id)
    if found is None:
        raise NoSuchWarning("There is no such warning.")
    return FraudWarning(**found)


async def save_warning(session: Session, warning: FraudWarning) -> None:
    """Write how a warning stands, a new one included."""
    await _save(session, fraud_warnings, warning)


async def _save(session: Session, table: Table, one: Dispute | FraudWarning) -> None:
    values = {name: getattr(one, name) for name in one.__dataclass_fields__}
    await session.execute(
        insert(table)
        .values(values | {"tenant_id": session.tenant_id})
        .on_conflict_do_update(index_elements=["tenant_id", "id"], set_=values)
    )


async def _found(session: Session, table: Table, which: ColumnElement[bool]) -> dict[str, Any] | None:
    """Return the fields of the one row that is meant, None where there is none."""
    wanted = select(*_COLUMNS[table]).where(table.c.tenant_id == session.tenant_id, which)
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        return None
    return dict(row._mapping) | {"payment_id": PaymentId(row.payment_id)}  # noqa: SLF001  # SQLAlchemy's public name
