"""What the pages of clients show: finished strings."""

from dataclasses import dataclass

from invoiceflow.clients.domain.client import Client, ClientDetails, Contact
from invoiceflow.clients.queries.listing import Page, Wanted
from invoiceflow.clients.web.forms.html import metadata_text
from invoiceflow.clients.web.pages.lists import ListPage, list_page
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.formats import country_name, format_date

READER = "en"


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list."""

    id: str
    name: str
    email: str
    place: str
    currency: str
    href: str
    edit_url: str
    new_invoice_url: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A client's own page. ``details`` and ``new_invoices`` are pairs of label and value."""

    id: str
    name: str
    email: str
    address: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    new_invoices: tuple[tuple[str, str], ...]
    contacts: tuple[Contact, ...]
    notes: str
    metadata: tuple[tuple[str, str], ...]
    archived: str
    can_edit: bool
    list_url: str
    edit_url: str
    archive_url: str
    restore_url: str
    invoices_url: str
    invoices_part_url: str
    methods_part_url: str
    new_invoice_url: str


def clients_page(home: str, asked: Wanted, page: Page[Client], *, can_edit: bool) -> ListPage[ClientRow]:
    """Return the list of clients; ``home`` is the tenant's own address (``/app/demo``)."""
    rows = tuple(_row(home, client) for client in page.rows)
    shown = Page(rows, page.previous, page.next)
    return list_page(f"{home}/clients", asked, shown, noun="client", can_edit=can_edit)


def client_page(home: str, client: Client, *, can_edit: bool) -> ClientPage:
    """Return the page of one client."""
    details, url = client.details, f"{home}/clients/{client.id}"
    return ClientPage(
        id=str(client.id),
        name=details.name,
        email=details.email,
        address=address_lines(client),
        details=(("Phone", details.phone), ("VAT id", details.vat_id), ("Tax number", details.tax_number)),
        new_invoices=(
            ("Currency", details.currency),
            ("Language", language_name(details.language)),
            ("Payment terms", _terms(details.payment_days)),
        ),
        contacts=details.contacts,
        notes=details.notes,
        metadata=tuple(
            (line.partition(": ")[0], line.partition(": ")[2])
            for line in metadata_text(details.metadata).splitlines()
        ),
        archived=format_date(client.archived_at.date(), READER) if client.archived_at else "",
        can_edit=can_edit,
        list_url=f"{home}/clients",
        edit_url=f"{url}/edit",
        archive_url=f"{url}/archive",
        restore_url=f"{url}/restore",
        invoices_url=f"{home}/invoices?client={client.id}",
        invoices_part_url=f"{url}/invoices",  # served by reporting, which lies above
        methods_part_url=f"{url}/methods",  # likewise by payments
        new_invoice_url=f"{home}/invoices/new?client={client.id}",
    )


def address_lines(client: Client) -> tuple[str, ...]:
    """Return the postal address, without empty lines, the country's name last."""
    details = client.details
    city = f"{details.postal_code} {details.city}".strip()
    lines = (details.street, city, details.region, country_name(details.country, READER))
    return tuple(line for line in lines if line)


def place(details: ClientDetails) -> str:
    """Return where a client is: "Zürich, Switzerland"."""
    return ", ".join(part for part in (details.city, country_name(details.country, READER)) if part)


def language_name(tag: str) -> str:
    """Return what a language calls itself, with its region where it has one."""
    language, _, region = tag.partition("-")
    name = DOCUMENT_LANGUAGES.get(language, tag)
    return f"{name} ({region})" if region else name


def _row(home: str, client: Client) -> ClientRow:
    details, url = client.details, f"{home}/clients/{client.id}"
    return ClientRow(
        id=str(client.id),
        name=details.name,
        email=details.email,
        place=place(details),
        currency=details.currency,
        href=url,
        edit_url=f"{url}/edit",
        new_invoice_url=f"{home}/invoices/new?client={client.id}",
    )


def _terms(days: int | None) -> str:
    if days is None:
        return "As in the settings"
    return {0: "Due at once", 1: "1 day"}.get(days, f"{days} days")
