"""The client of an invoice, as a party on it and as the source of a new draft's defaults."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from invoiceflow.clients.tables import clients
from invoiceflow.invoicing.domain.invoice import Party
from invoiceflow.kernel.errors import Invalid
from invoiceflow.runtime.database import Session


class UnknownClient(Invalid):
    """A draft names a client that this tenant does not have: the same answer to foreign and missing ids."""

    code = "invoice.client_unknown"


@dataclass(frozen=True, slots=True)
class Buyer:
    """A client as an invoice needs it. ``payment_days`` is None where the tenant's own count."""

    party: Party
    currency: str
    language: str
    payment_days: int | None


async def load_buyer(session: Session, client_id: UUID) -> Buyer:
    """
    Return a client of this tenant, archived or not.

    Raises:
        UnknownClient: there is none.
    """
    wanted = select(clients).where(clients.c.tenant_id == session.tenant_id, clients.c.id == client_id)
    row = (await session.execute(wanted)).one_or_none()
    if row is None:
        raise UnknownClient.field("/client_id", UnknownClient.code, "Choose a client of this tenant.")
    party = Party(
        name=row.name,
        country=row.country,
        street=row.street,
        postal_code=row.postal_code,
        city=row.city,
        region=row.region,
        vat_id=row.vat_id,
        tax_number=row.tax_number,
        email=row.email,
        phone=row.phone,
    )
    return Buyer(party, row.currency, row.language, row.payment_days)
