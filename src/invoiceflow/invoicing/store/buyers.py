"""The client of an invoice, as a party on it and as the source of a new draft's defaults."""

from dataclasses import dataclass
from uuid import UUID

from invoiceflow.clients.queries import clients
from invoiceflow.invoicing.domain.invoice import Party
from invoiceflow.kernel.errors import Invalid, Missing
from invoiceflow.kernel.ids import ClientId
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
    try:
        client = await clients.client(session, ClientId(client_id))
    except Missing:
        raise UnknownClient.field(
            "/client_id", UnknownClient.code, "Choose a client of this tenant."
        ) from None
    details = client.details
    party = Party(
        name=details.name,
        country=details.country,
        contact=details.contacts[0].name if details.contacts else "",
        street=details.street,
        postal_code=details.postal_code,
        city=details.city,
        region=details.region,
        vat_id=details.vat_id,
        tax_number=details.tax_number,
        email=details.email,
        phone=details.phone,
    )
    return Buyer(party, details.currency, details.language, details.payment_days)
