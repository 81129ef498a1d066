"""Addresses that nothing is sent to any more."""

from uuid import UUID

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.delivery.domain.notice import Reason
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.delivery.tables import suppressed_addresses
from invoiceflow.runtime.database import Session

_COLUMNS = [suppressed_addresses.c[name] for name in Suppression.__dataclass_fields__]
MOST = 1000


async def suppress(session: Session, suppression: Suppression) -> None:
    """Write an address down; one that is known stays as it is."""
    values = {name: getattr(suppression, name) for name in Suppression.__dataclass_fields__}
    values |= {"tenant_id": session.tenant_id, "reason": suppression.reason.value}
    await session.execute(insert(suppressed_addresses).values(values).on_conflict_do_nothing())


async def find_suppression(session: Session, address: str) -> Suppression | None:
    """Return why nothing is sent to an address, if so; capitals make no difference."""
    wanted = select(*_COLUMNS).where(
        suppressed_addresses.c.tenant_id == session.tenant_id,
        suppressed_addresses.c.address == address.lower(),
    )
    row = (await session.execute(wanted)).mappings().one_or_none()
    return _suppression(row) if row else None


async def every_suppression(session: Session) -> tuple[Suppression, ...]:
    """Return the tenant's suppressed addresses, the newest first."""
    wanted = select(*_COLUMNS).where(suppressed_addresses.c.tenant_id == session.tenant_id)
    newest = wanted.order_by(suppressed_addresses.c.suppressed_at.desc(), suppressed_addresses.c.id)
    return tuple(_suppression(row) for row in (await session.execute(newest.limit(MOST))).mappings())


async def remove_suppression(session: Session, suppression_id: UUID) -> Suppression | None:
    """Take an address from the list and return what was known of it, None where it is not there."""
    removed = delete(suppressed_addresses).where(
        suppressed_addresses.c.tenant_id == session.tenant_id, suppressed_addresses.c.id == suppression_id
    )
    row = (await session.execute(removed.returning(*_COLUMNS))).mappings().one_or_none()
    return _suppression(row) if row else None


def _suppression(row: RowMapping) -> Suppression:
    return Suppression(**dict(row) | {"reason": Reason(row["reason"])})
