"""Edit a client."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.change import changed
from invoiceflow.clients import store
from invoiceflow.clients.actions.add_client import with_vat_id
from invoiceflow.clients.domain.client import Client, ClientDetails
from invoiceflow.kernel.ids import ClientId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class EditClient:
    """The client as it shall be; ``revision`` is the one that the sender had read, None for "whatever it is"."""

    client_id: ClientId
    details: ClientDetails
    revision: int | None
    actor: str
    at: datetime


async def edit_client(session: Session, command: EditClient) -> Client:
    """
    Replace a client's details. Invoices that were issued before keep what stood on them.

    Raises:
        NoSuchClient: this tenant has none of that id.
        Stale: somebody else changed it meanwhile.
        Invalid: the VAT id was changed to one that cannot exist.
    """
    before = await store.load_client(session, command.client_id, lock=True)
    if command.revision not in (None, before.revision):
        raise store.Stale("Somebody else changed this client while you were editing.")
    details = command.details
    if (details.vat_id, details.country) != (before.details.vat_id, before.details.country):
        details = with_vat_id(details)
    if before.details == details:
        return before
    after = replace(before, details=details, revision=before.revision + 1, updated_at=command.at)
    await store.save_client(session, after, command.at)
    await announce(session, "client", after.id)
    detail = changed(before.details, details)
    await record(session, Fact(command.at, command.actor, "client.edited", "client", after.id, detail))
    return after
