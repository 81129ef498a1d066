"""A tenant: our customer, a freelancer or an agency."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import TenantId

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
RESERVED = frozenset({"new", "api", "app", "login", "static", "admin", "settings", "i", "me"})

Template = Literal["modern", "classic"]
Paper = Literal["a4", "us-letter"]


@dataclass(frozen=True, slots=True)
class Profile:
    """
    Everything about a tenant that its members can edit.

    ``logo`` is the name of a file (runtime/files.py); ``payment_days`` are counted from the date of issue;
    ``number_format`` is explained in docs/rules/numbering.md. ``approval`` is asked for before a draft is issued.
    """

    name: str
    country: str
    currency: str
    language: str
    time_zone: str
    legal_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    email: str = ""
    phone: str = ""
    vat_id: str = ""
    tax_number: str = ""
    iban: str = ""
    bic: str = ""
    bank_name: str = ""
    logo: str = ""
    accent: str = "#2b4fc4"
    template: Template = "modern"
    paper: Paper = "a4"
    payment_days: int = 14
    number_format: str = "{YYYY}-{seq:04}"
    footer: str = ""
    notes: str = ""
    terms: str = ""
    approval: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as it is stored. ``settings_version`` rises with every change of the profile."""

    id: TenantId
    slug: str
    profile: Profile
    settings_version: int


def slug_of(name: str) -> str:
    """Return a slug for a name: plain letters and digits, at most 40 ("Café Süd" becomes "cafe-sud")."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return slug if slug and slug not in RESERVED else f"{slug or 'tenant'}-1"


def checked_slug(slug: str) -> str:
    """
    Return the slug when it may be part of an address.

    Raises:
        Invalid: it has other signs than a-z, 0-9 and inner hyphens, is longer than 40, or is reserved.
    """
    if slug in RESERVED:
        raise Invalid.field(
            "/slug", "tenant.slug_reserved", f"“{slug}” is an address of our own. Choose another."
        )
    if not SLUG.fullmatch(slug):
        raise Invalid.field("/slug", "tenant.slug", "Use letters a to z, digits and hyphens, at most 40.")
    return slug
