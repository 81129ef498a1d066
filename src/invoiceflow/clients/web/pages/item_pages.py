"""What the pages of items show, and what was typed into their form."""

from collections.abc import Mapping
from dataclasses import dataclass

from invoiceflow.clients.domain.item import Item, ItemDetails
from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.clients.queries.listing import Page, Wanted
from invoiceflow.clients.web.forms import html
from invoiceflow.clients.web.forms.items import NewItem
from invoiceflow.clients.web.pages.lists import ListPage, list_page
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.currency import CURRENCIES, currency_of
from invoiceflow.kernel.decimals import PRICE, plain
from invoiceflow.kernel.ids import TaxRateId
from invoiceflow.kernel.notation import Notation, spelled
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.formats import format_decimal, format_percent, format_price

LABELS = {
    "name": "Name",
    "note": "Note",
    "unit_price": "Price",
    "currency": "Currency",
    "unit": "Unit",
    "tax_rate_id": "Tax rate",
    "metadata": "Metadata",
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list."""

    id: str
    name: str
    note: str
    price: str
    currency: str
    unit: str
    tax: str
    href: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class ItemForm:
    """The form as it is shown. ``theirs`` holds what somebody else saved meanwhile, by field."""

    action: str
    list_url: str
    archive_url: str
    restore_url: str
    save_label: str
    values: dict[str, str]
    errors: html.Errors
    summary: tuple[tuple[str, str, str], ...]
    revision: int
    is_new: bool
    archived: bool
    can_edit: bool
    conflict: bool
    theirs: dict[str, str]
    currencies: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, str], ...]


def items_page(
    home: str,
    asked: Wanted,
    page: Page[Item],
    rates: tuple[TaxRate, ...],
    locale: str,
    *,
    can_edit: bool,
) -> ListPage[ItemRow]:
    """Return the list of items, their prices as a locale (BCP 47) writes them."""
    labels = {rate.id: rate_label(rate, locale) for rate in rates}
    rows = tuple(_row(home, item, labels, locale) for item in page.rows)
    shown = Page(rows, page.previous, page.next)
    return list_page(f"{home}/items", asked, shown, noun="item", can_edit=can_edit)


def blank(currency: str) -> dict[str, str]:
    """Return an empty form in the tenant's own currency."""
    return dict.fromkeys(LABELS, "") | {"currency": currency}


def stored(details: ItemDetails, notation: Notation) -> dict[str, str]:
    """Return the form of an item as it is stored."""
    return {
        "name": details.name,
        "note": details.note,
        "unit_price": spelled(details.unit_price, notation, currency_of(details.currency).exponent),
        "currency": details.currency,
        "unit": details.unit,
        "tax_rate_id": str(details.tax_rate_id or ""),
        "metadata": html.metadata_text(details.metadata),
    }


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was sent, kept as it was typed."""
    return {name: form.get(name, "") for name in LABELS}


def read(sent: dict[str, str], before: Item | None, notation: Notation) -> ItemDetails:
    """
    Return a sent form as an item's details.

    Raises:
        Invalid: fields are broken, all of them named.
    """
    values = html.plain_fields(sent, NewItem)
    broken = html.read_metadata(values, sent["metadata"], before.details.metadata if before else {})
    if before is not None:
        values.setdefault("currency", before.details.currency)
    broken += html.read_typed(values, "unit_price", PRICE, notation)
    return html.converted(values, NewItem, broken).details()


def shown(
    home: str,
    item: Item | None,
    filled: html.Filled[dict[str, str]],
    rates: tuple[TaxRate, ...],
    actor: Actor,
) -> ItemForm:
    """Return the form as its page shows it; without an item it adds one. Of archived rates only its own is offered."""
    url = f"{home}/items"
    here = f"{url}/{item.id}" if item else url
    chosen = filled.values["tax_rate_id"]
    offered = [rate for rate in rates if rate.archived_at is None or str(rate.id) == chosen]
    before = stored(item.details, actor.notation) if item and filled.conflict else {}
    return ItemForm(
        action=f"{here}/edit" if item else f"{url}/new",
        list_url=url,
        archive_url=f"{here}/archive",
        restore_url=f"{here}/restore",
        save_label="Save changes" if item else "Add item",
        values=filled.values,
        errors=filled.errors,
        summary=html.summary(filled.errors, LABELS),
        revision=item.revision if item else 0,
        is_new=item is None,
        archived=item is not None and item.archived_at is not None,
        can_edit=actor.may(Permission.EDIT_CLIENTS),
        conflict=filled.conflict,
        theirs=html.differing(before, filled.values),
        currencies=tuple((code, f"{code}, {known.name}") for code, known in CURRENCIES.items()),
        rates=tuple((str(rate.id), rate_label(rate, actor.locale)) for rate in offered),
    )


def rate_label(rate: TaxRate, locale: str) -> str:
    """Return a rate as selectors write it: its name, with the percentage unless the name says it already."""
    name, rate_percent = rate.details.name, rate.details.tax.rate_percent
    percent = format_percent(rate_percent, locale)
    spellings = (plain(rate_percent), format_decimal(rate_percent, locale))
    said = rate_percent == 0 or any(each in name for each in spellings)
    archived = ", archived" if rate.archived_at else ""
    return f"{name}{archived}" if said else f"{name}, {percent}{archived}"


def _row(home: str, item: Item, labels: dict[TaxRateId, str], locale: str) -> ItemRow:
    details, url = item.details, f"{home}/items/{item.id}"
    return ItemRow(
        id=str(item.id),
        name=details.name,
        note=details.note.partition("\n")[0],
        price=format_price(details.unit_price, details.currency, locale),
        currency=details.currency,
        unit=details.unit,
        tax=labels.get(details.tax_rate_id, "Default rate") if details.tax_rate_id else "Default rate",
        href=url,
        edit_url=f"{url}/edit",
    )
