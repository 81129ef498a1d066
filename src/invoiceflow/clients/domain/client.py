"""A client: whom a tenant invoices."""

from dataclasses import dataclass, field
from datetime import datetime

from invoiceflow.kernel.ids import ClientId

Metadata = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a client."""

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """
    Everything about a client that members can edit. Texts are empty where nothing is known.

    ``country`` is ISO 3166-1 alpha-2 and ``language`` a BCP 47 tag; documents are written in it.
    ``payment_days`` is counted from the date of issue; None means as the tenant's settings say.
    """

    name: str
    country: str
    currency: str
    language: str
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    vat_id: str = ""
    tax_number: str = ""
    notes: str = ""
    payment_days: int | None = None
    contacts: tuple[Contact, ...] = ()
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Client:
    """A client as it is stored. ``revision`` rises with every edit."""

    id: ClientId
    details: ClientDetails
    revision: int
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


def language_for(official: tuple[str, ...], known: frozenset[str], own: str) -> str:
    """
    Return the language that a client in a country is written to.

    ``official`` are the country's languages, ``known`` those of documents, ``own`` is the tenant's. The
    tenant's is kept where it is official there, and where the country leaves a choice: only a single other
    language is obvious.
    """
    usable = [language for language in official if language in known]
    if own.partition("-")[0] in usable or len(usable) != 1:
        return own
    return usable[0]
