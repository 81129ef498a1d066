"""What people send about their tenant: the sections of the settings, and a new tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from invoiceflow.kernel.errors import FieldError
from invoiceflow.tenancy.domain.tenant import Profile
from invoiceflow.web import fields

Colour = Annotated[str, Meta(max_length=7, extra={"code": "colour.malformed", "message": "Choose a colour."})]
Zone = Annotated[
    str, Meta(max_length=64, extra={"code": "time_zone.unknown", "message": "Choose a time zone."})
]
Paper = Annotated[
    Literal["a4", "us-letter"], Meta(extra={"code": "paper.unknown", "message": "Choose A4 or Letter."})
]
Template = Annotated[
    Literal["modern", "classic"], Meta(extra={"code": "template.unknown", "message": "Choose a template."})
]

LABELS = {
    "name": "Name",
    "legal_name": "Legal name",
    "email": "Email",
    "phone": "Phone",
    "street": "Street and number",
    "postal_code": "Postal code",
    "city": "City",
    "region": "Region",
    "country": "Country",
    "currency": "Currency",
    "time_zone": "Time zone",
    "language": "Language",
    "vat_id": "VAT id",
    "tax_number": "Tax number",
    "number_format": "Pattern",
    "iban": "IBAN",
    "bic": "BIC",
    "bank_name": "Bank",
    "payment_days": "Due after",
    "accent": "Accent colour",
    "template": "Template",
    "paper": "Paper",
    "notes": "Note",
    "terms": "Terms",
    "footer": "Footer",
    "approval": "Approval",
    "slug": "Web address",
    "logo": "Logo",
    "access": "What it may do",
    "scopes": "What it may do",
    "expires": "Good for",
}


class NewTenant(msgspec.Struct):
    """A tenant to be opened. What is left out is what is usual in its country; the slug follows the name."""

    name: fields.Name
    country: fields.Country
    currency: fields.Currency = ""
    language: fields.Language = ""
    time_zone: Zone = ""
    slug: fields.Line = ""


class Business(msgspec.Struct):
    """Who the tenant is."""

    name: fields.Name
    country: fields.Country
    currency: fields.Currency
    time_zone: Zone
    legal_name: fields.Line = ""
    email: fields.OptionalEmail = ""
    phone: fields.Phone = ""
    street: fields.Line = ""
    postal_code: fields.Line = ""
    city: fields.Line = ""
    region: fields.Line = ""


class Numbers(msgspec.Struct):
    """Tax ids, and how invoices are numbered."""

    number_format: fields.Line
    vat_id: fields.Line = ""
    tax_number: fields.Line = ""


class Payments(msgspec.Struct):
    """Where clients pay, and when."""

    payment_days: fields.PaymentDays
    iban: fields.Line = ""
    bic: fields.Line = ""
    bank_name: fields.Line = ""


class Documents(msgspec.Struct):
    """How documents look, and what stands on each."""

    template: Template
    paper: Paper
    accent: Colour
    language: fields.Language
    notes: fields.Text = ""
    terms: fields.Text = ""
    footer: fields.Text = ""


class Approval(msgspec.Struct):
    """Whether drafts are approved before they are issued."""

    approval: bool = False


Section = type[Business] | type[Numbers] | type[Payments] | type[Documents] | type[Approval]


def with_section(profile: Profile, values: dict[str, Any]) -> Profile:
    """Return the profile with one section's values as typed; line breaks are those of texts, not of forms."""
    texts = {name: value.replace("\r\n", "\n") for name, value in values.items() if isinstance(value, str)}
    return replace(profile, **(values | texts))


@dataclass(frozen=True, slots=True)
class FormState:
    """A form as it is shown: what stands in its fields, what is wrong with them, and the way to each."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    summary: tuple[tuple[str, str, str], ...] = ()

    def error(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return self.errors.get(name, "")


def fresh(kind: type[msgspec.Struct], stored: object) -> FormState:
    """Return the form of what is stored."""
    return FormState({name: str(getattr(stored, name)) for name in kind.__struct_fields__})


def refused(kind: type[msgspec.Struct], sent: Mapping[str, str], errors: tuple[FieldError, ...]) -> FormState:
    """Return the form as it was sent, with its errors; the first of each field."""
    first: dict[str, str] = {}
    for error in errors:
        first.setdefault(error.pointer.strip("/"), error.message)
    summary = tuple((name, LABELS.get(name, name), message) for name, message in first.items())
    return FormState({name: sent.get(name, "") for name in kind.__struct_fields__}, first, summary)
