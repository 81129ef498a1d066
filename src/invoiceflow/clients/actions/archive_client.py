"""Archive a client, and take it back."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.domain.client import Client
from invoiceflow.kernel.ids import ClientId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class ArchiveClient:
    """Put a client out of the way, or take it back."""

    client_id: ClientId
    actor: str
    at: datetime


async def archive_client(session: Session, command: ArchiveClient) -> Client:
    """
    Hide a client from lists and selectors. Its invoices stay. An archived one stays as it is.

    Raises:
        NoSuchClient: this tenant has none of that id.
    """
    client = await store.load_client(session, command.client_id, lock=True)
    if client.archived_at is not None:
        return client
    return await _save(session, replace(client, archived_at=command.at), command, "client.archived")


async def restore_client(session: Session, command: ArchiveClient) -> Client:
    """
    Bring an archived client back. One that is not archived stays as it is.

    Raises:
        NoSuchClient: this tenant has none of that id.
    """
    client = await store.load_client(session, command.client_id, lock=True)
    if client.archived_at is None:
        return client
    return await _save(session, replace(client, archived_at=None), command, "client.restored")


async def _save(session: Session, client: Client, command: ArchiveClient, action: str) -> Client:
    await store.save_client(session, client, command.at)
    await announce(session, "client", client.id)
    await record(session, Fact(command.at, command.actor, action, "client", client.id))
    return replace(client, revision=client.revision + 1, updated_at=command.at)
