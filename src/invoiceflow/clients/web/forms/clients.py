"""A client as it is sent."""

from dataclasses import replace
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from invoiceflow.clients.domain.client import ClientDetails, Contact
from invoiceflow.web import fields


class ContactBody(msgspec.Struct, forbid_unknown_fields=True):
    """A person at the client."""

    name: fields.Name
    email: fields.OptionalEmail = ""
    phone: fields.Phone = ""
    role: fields.Line = ""


Contacts = Annotated[
    list[ContactBody],
    Meta(max_length=20, extra={"code": "contacts.too_many", "message": "Use a list of at most 20 contacts."}),
]


class NewClient(msgspec.Struct, forbid_unknown_fields=True):
    """A client to be added. What is left out follows the tenant's settings and the client's country."""

    name: fields.Name
    email: fields.OptionalEmail = ""
    phone: fields.Phone = ""
    country: fields.Country = ""
    street: fields.Line = ""
    postal_code: fields.Line = ""
    city: fields.Line = ""
    region: fields.Line = ""
    vat_id: fields.Line = ""
    tax_number: fields.Line = ""
    currency: fields.Currency = ""
    language: fields.Language = ""
    payment_days: fields.PaymentDays | None = None
    notes: fields.Text = ""
    contacts: Contacts = msgspec.field(default_factory=list)
    metadata: fields.Metadata = msgspec.field(default_factory=dict)

    def details(self) -> ClientDetails:
        """Return the client as it shall be; country, currency and language are empty where left out."""
        return ClientDetails(**_given(self))


class ClientChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What shall change about a client; what is left out stays. Contacts and metadata are replaced whole."""

    name: fields.Name | UnsetType = UNSET
    email: fields.OptionalEmail | UnsetType = UNSET
    phone: fields.Phone | UnsetType = UNSET
    country: fields.Country | UnsetType = UNSET
    street: fields.Line | UnsetType = UNSET
    postal_code: fields.Line | UnsetType = UNSET
    city: fields.Line | UnsetType = UNSET
    region: fields.Line | UnsetType = UNSET
    vat_id: fields.Line | UnsetType = UNSET
    tax_number: fields.Line | UnsetType = UNSET
    currency: fields.Currency | UnsetType = UNSET
    language: fields.Language | UnsetType = UNSET
    payment_days: fields.PaymentDays | UnsetType | None = UNSET
    notes: fields.Text | UnsetType = UNSET
    contacts: Contacts | UnsetType = UNSET
    metadata: fields.Metadata | UnsetType = UNSET

    def applied_to(self, details: ClientDetails) -> ClientDetails:
        """Return the details with these changes."""
        return replace(details, **_given(self))


def _given(body: NewClient | ClientChanges) -> dict[str, Any]:
    """Return the fields that were sent, texts stripped, contacts as values of the domain."""
    sent = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    for name, value in sent.items():
        if isinstance(value, str):
            sent[name] = value.replace("\r\n", "\n").strip()
    if "contacts" in sent:
        sent["contacts"] = tuple(_contact(each) for each in sent["contacts"])
    return sent


def _contact(body: ContactBody) -> Contact:
    return Contact(body.name.strip(), body.email.strip(), body.phone.strip(), body.role.strip())
