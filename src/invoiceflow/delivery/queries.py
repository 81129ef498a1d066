"""What became of an invoice's emails, and which addresses nothing is sent to."""

from dataclasses import dataclass

from invoiceflow.delivery import store
from invoiceflow.delivery.domain.delivery import Delivery
from invoiceflow.delivery.domain.notice import Notice
from invoiceflow.delivery.domain.suppression import Suppression
from invoiceflow.delivery.store import notices, suppressed
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery, and what the mail service told of it, the oldest first."""

    delivery: Delivery
    notices: tuple[Notice, ...]


async def deliveries_of(session: Session, invoice_id: InvoiceId) -> tuple[Delivery, ...]:
    """Return an invoice's deliveries, newest first."""
    return await store.deliveries_of(session, invoice_id)


async def told_of(session: Session, invoice_id: InvoiceId) -> tuple[Told, ...]:
    """Return an invoice's deliveries, newest first, each with what was told of it."""
    told = await notices.notices_of(session, invoice_id)
    return tuple(Told(each, told.get(each.id, ())) for each in await store.deliveries_of(session, invoice_id))


async def suppressed_addresses(session: Session) -> tuple[Suppression, ...]:
    """Return the addresses that nothing is sent to any more, the newest first."""
    return await suppressed.every_suppression(session)
