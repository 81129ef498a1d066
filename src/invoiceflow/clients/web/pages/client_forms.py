"""The form of a client: what it shows, and what was typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from invoiceflow.clients.domain.client import Client, ClientDetails
from invoiceflow.clients.web.forms import html
from invoiceflow.clients.web.forms.clients import NewClient
from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.countries import country_options
from invoiceflow.runtime.vat_ids import vat_id_problems

CONTACT = ("name", "email", "phone", "role")
LABELS = {
    "name": "Name",
    "email": "Email",
    "phone": "Phone",
    "street": "Street and number",
    "postal_code": "Postal code",
    "city": "City",
    "region": "Region",
    "country": "Country",
    "vat_id": "VAT id",
    "tax_number": "Tax number",
    "currency": "Currency",
    "language": "Language of documents",
    "payment_days": "Payment terms",
    "contacts": "Contact",
    "notes": "Notes",
    "metadata": "Metadata",
    "role": "Role",
}
_TEXTS = tuple(name for name in LABELS if name not in {"contacts", "role", "metadata", "payment_days"})
_ALL = (*_TEXTS, "payment_days", "metadata")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact's fields. ``more_url`` is where one more row comes from, empty where none fits."""

    number: int
    values: dict[str, str]
    errors: html.Errors
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class ClientForm:
    """
    The form as it is shown: what was typed, with errors at its fields.

    ``conflict`` says that somebody else saved meanwhile; ``theirs`` then holds their value of each field that differs.
    """

    action: str
    cancel_url: str
    save_label: str
    values: dict[str, str]
    list_url: str
    contacts: tuple[ContactRow, ...]
    more_url: str
    errors: html.Errors
    summary: tuple[tuple[str, str, str], ...]
    revision: int
    is_new: bool
    conflict: bool
    theirs: dict[str, str]
    countries: tuple[tuple[str, str], ...]
    currencies: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of a form, and in the rows of its contacts."""

    values: dict[str, str]
    contacts: tuple[dict[str, str], ...]


def blank(country: str, currency: str) -> Typed:
    """Return an empty form in the tenant's own country and currency."""
    return Typed(dict.fromkeys(_ALL, "") | {"country": country, "currency": currency}, ())


def stored(details: ClientDetails) -> Typed:
    """Return the form of a client as it is stored."""
    values = {name: str(getattr(details, name)) for name in _TEXTS}
    values["payment_days"] = "" if details.payment_days is None else str(details.payment_days)
    values["metadata"] = html.metadata_text(details.metadata)
    contacts = tuple({name: str(getattr(contact, name)) for name in CONTACT} for contact in details.contacts)
    return Typed(values, contacts)


def typed(form: Mapping[str, str]) -> Typed:
    """Return what was sent, kept as it was typed."""
    return Typed({name: form.get(name, "") for name in _ALL}, tuple(html.rows(form, "contacts", CONTACT)))


def read(sent: Typed, before: Client | None) -> ClientDetails:
    """
    Return a sent form as a client's details. What must not be empty stays as it was before.

    Raises:
        Invalid: fields are broken, all of them named.
    """
    values = html.plain_fields(sent.values, NewClient)
    values["contacts"] = [
        {name: text for name, text in row.items() if text or name == "name"} for row in sent.contacts
    ]
    broken = html.read_metadata(values, sent.values["metadata"], before.details.metadata if before else {})
    if before is not None:
        for name in ("country", "currency", "language"):
            values.setdefault(name, getattr(before.details, name))
    return html.converted(values, NewClient, (*broken, *_vat_problems(values, before))).details()


def _vat_problems(values: Mapping[str, Any], before: Client | None) -> tuple[FieldError, ...]:
    vat_id, country = values.get("vat_id", ""), values.get("country", "")
    if before and (vat_id, country) == (before.details.vat_id, before.details.country):
        return ()  # what was stored before the check existed does not stand in the way of other edits
    return vat_id_problems(vat_id, country)


def contact_row(home: str, number: int) -> ContactRow:
    """Return an empty row for one more contact."""
    return ContactRow(number, dict.fromkeys(CONTACT, ""), {}, _more(home, number))


def shown(home: str, client: Client | None, filled: html.Filled[Typed]) -> ClientForm:
    """Return the form as its page shows it; without a client it adds one."""
    given, errors = filled.values, filled.errors
    before = stored(client.details).values if client and filled.conflict else {}
    url = f"{home}/clients"
    here = f"{url}/{client.id}" if client else url
    return ClientForm(
        action=f"{here}/edit" if client else f"{url}/new",
        cancel_url=here,
        save_label="Save changes" if client else "Add client",
        values=given.values,
        list_url=url,
        contacts=_contact_rows(given, errors),
        more_url=_more(home, max(len(given.contacts), 1) - 1),
        errors=errors,
        summary=html.summary(errors, LABELS),
        revision=client.revision if client else 0,
        is_new=client is None,
        conflict=filled.conflict,
        theirs=html.differing(before, given.values),
        countries=country_options("en"),
        currencies=tuple((code, f"{code}, {known.name}") for code, known in CURRENCIES.items()),
        languages=tuple(DOCUMENT_LANGUAGES.items()),
    )


def _contact_rows(given: Typed, errors: html.Errors) -> tuple[ContactRow, ...]:
    rows = given.contacts or (dict.fromkeys(CONTACT, ""),)
    return tuple(ContactRow(number, values, errors) for number, values in enumerate(rows))


def _more(home: str, number: int) -> str:
    return f"{home}/clients/contact-row?number={number + 1}" if number + 1 < html.MAX_ROWS else ""
