"""Add a client."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.clients import store
from invoiceflow.clients.domain.client import Client, ClientDetails, language_for
from invoiceflow.kernel.ids import ClientId
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.countries import official_languages
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.vat_ids import checked_vat_id
from invoiceflow.tenancy import queries as tenancy


@dataclass(frozen=True, slots=True)
class AddClient:
    """A client as it shall be."""

    details: ClientDetails
    actor: str
    at: datetime


async def add_client(session: Session, command: AddClient) -> Client:
    """
    Add a client. Two clients may have the same name.

    An empty country and currency become the tenant's, an empty language that of the client's country where
    that is obvious, else the tenant's.

    Raises:
        Invalid: the VAT id cannot exist.
    """
    details = with_vat_id(await _complete(session, command.details))
    client = Client(ClientId(new_id(command.at)), details, 1, None, command.at, command.at)
    await store.add_client(session, client)
    await announce(session, "client", client.id)
    fact = Fact(command.at, command.actor, "client.added", "client", client.id, {"name": details.name})
    await record(session, fact)
    return client


async def _complete(session: Session, details: ClientDetails) -> ClientDetails:
    if details.country and details.currency and details.language:
        return details
    own = (await tenancy.own_tenant(session)).profile
    country = details.country or own.country
    official = official_languages(country)
    language = details.language or language_for(official, frozenset(DOCUMENT_LANGUAGES), own.language)
    return replace(details, country=country, currency=details.currency or own.currency, language=language)


def with_vat_id(details: ClientDetails) -> ClientDetails:
    """
    Return the details with the VAT id in its one spelling.

    Raises:
        Invalid: the VAT id cannot exist.
    """
    return replace(details, vat_id=checked_vat_id(details.vat_id, details.country))
