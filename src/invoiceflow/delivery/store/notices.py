"""Notices of the mail service: whose they are, and each of them once."""

from datetime import datetime

from sqlalchemy import RowMapping, select, text
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.delivery.domain.delivery import DeliveryState, progress
from invoiceflow.delivery.domain.notice import Notice
from invoiceflow.delivery.tables import deliveries, delivery_notices
from invoiceflow.kernel.ids import DeliveryId, InvoiceId, TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.ids import new_id

_TENANT = text(
    "SELECT directory.tenant_of_mail(:provider_id, :recipient, :kind, :detail, :at, :received_at) AS id"
)
_ENTER = text("SELECT recipient, kind, detail, at FROM directory.enter_sent_mail(:provider_id)")
_FORGET = text("SELECT directory.forget_stray_notices(:before)")
MOST = 500


async def tenant_of(database: Database, notice: Notice, at: datetime) -> TenantId | None:
    """
    Return whose message a notice is about.

    One about nobody's is kept for a month: its message may be one whose acceptance is being written down just now.
    """
    values = {
        "provider_id": notice.provider_id,
        "recipient": notice.recipient,
        "kind": notice.kind.value,
        "detail": notice.detail,
        "at": notice.at,
        "received_at": at,
    }
    async with database.without_tenant() as connection:
        found = (await connection.execute(_TENANT, values)).scalar_one()
    return TenantId(found) if found else None


async def enter_sent(session: Session, provider_id: str) -> tuple[Notice, ...]:
    """Enter a message that the service accepted as the tenant's; return what came before that. The worker's only."""
    rows = (await session.execute(_ENTER, {"provider_id": provider_id})).mappings()
    return tuple(_notice(row, provider_id) for row in rows)


async def forget_strays(database: Database, before: datetime) -> None:
    """Forget notices about nobody's message. The worker's login only."""
    async with database.without_tenant() as connection:
        await connection.execute(_FORGET, {"before": before})


async def keep_notice(session: Session, delivery_id: DeliveryId, notice: Notice, at: datetime) -> bool:
    """Store a notice; return whether it is new."""
    values = {
        "tenant_id": session.tenant_id,
        "id": new_id(at),
        "delivery_id": delivery_id,
        "provider_id": notice.provider_id,
        "recipient": notice.recipient,
        "kind": notice.kind.value,
        "detail": notice.detail,
        "at": notice.at,
        "received_at": at,
    }
    kept = insert(delivery_notices).values(values).on_conflict_do_nothing().returning(delivery_notices.c.id)
    return (await session.execute(kept)).one_or_none() is not None


async def notices_of(session: Session, invoice_id: InvoiceId) -> dict[DeliveryId, tuple[Notice, ...]]:
    """Return what was told of an invoice's emails, the oldest first. Uses ix_delivery_notices_delivery."""
    columns = [
        delivery_notices.c[name]
        for name in ("delivery_id", "provider_id", *("recipient", "kind", "detail", "at"))
    ]
    own = (delivery_notices.c.tenant_id == session.tenant_id, deliveries.c.invoice_id == invoice_id)
    same = (deliveries.c.tenant_id == session.tenant_id) & (deliveries.c.id == delivery_notices.c.delivery_id)
    wanted = select(*columns).join(deliveries, same).where(*own)
    rows = (await session.execute(wanted.limit(MOST))).mappings().all()
    found: dict[DeliveryId, tuple[Notice, ...]] = {}
    # What is told of the same second in the order in which it must have happened.
    for row in sorted(rows, key=lambda row: (row["at"], progress(DeliveryState(row["kind"])))):
        key = DeliveryId(row["delivery_id"])
        found[key] = (*found.get(key, ()), _notice(row, row["provider_id"]))
    return found


def _notice(row: RowMapping, provider_id: str) -> Notice:
    return Notice(provider_id, row["recipient"], DeliveryState(row["kind"]), row["detail"], row["at"])
