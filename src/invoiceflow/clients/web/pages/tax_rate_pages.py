"""What the pages of tax rates show, and what was typed into their form."""

from collections.abc import Mapping
from dataclasses import dataclass

from invoiceflow.clients.domain.tax_rate import TaxRate, TaxRateDetails
from invoiceflow.clients.queries.listing import Page, Wanted
from invoiceflow.clients.web.forms import html
from invoiceflow.clients.web.forms.tax_rates import NewTaxRate
from invoiceflow.clients.web.pages.client_pages import READER
from invoiceflow.clients.web.pages.lists import ListPage, list_page
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.decimals import RATE
from invoiceflow.kernel.notation import Notation, spelled
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.formats import format_percent
from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.tax.domain.legal import exemption_reason

LABELS = {"name": "Name", "rate": "Rate", "category": "Treatment"}


@dataclass(frozen=True, slots=True)
class TaxRateRow:
    """A rate in the list. ``reason`` is what invoices say about it, empty where they say nothing."""

    id: str
    name: str
    percent: str
    category: str
    treatment: str
    reason: str
    is_default: bool
    edit_url: str
    default_url: str
    archive_url: str
    restore_url: str


@dataclass(frozen=True, slots=True)
class TaxRateForm:
    """The form as it is shown. ``theirs`` holds what somebody else saved meanwhile, by field."""

    action: str
    list_url: str
    save_label: str
    values: dict[str, str]
    errors: html.Errors
    summary: tuple[tuple[str, str, str], ...]
    revision: int
    is_new: bool
    is_default: bool
    archived: bool
    conflict: bool
    theirs: dict[str, str]
    categories: tuple[tuple[str, str], ...]


def tax_rates_page(
    home: str, asked: Wanted, rates: tuple[TaxRate, ...], actor: Actor
) -> ListPage[TaxRateRow]:
    """Return the list of tax rates, which is one page."""
    url = f"{home}/tax-rates"
    rows = Page(tuple(_row(url, rate, actor.locale) for rate in rates), None, None)
    return list_page(url, asked, rows, noun="tax rate", can_edit=actor.may(Permission.EDIT_CLIENTS))


def blank() -> dict[str, str]:
    """Return an empty form."""
    return {"name": "", "rate": "", "category": "", "is_default": ""}


def stored(details: TaxRateDetails, notation: Notation) -> dict[str, str]:
    """Return the form of a rate as it is stored."""
    return {
        "name": details.name,
        "rate": spelled(details.tax.rate_percent, notation),
        "category": details.tax.category.value,
        "is_default": "1" if details.is_default else "",
    }


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was sent, kept as it was typed."""
    return {name: form.get(name, "") for name in blank()}


def read(sent: dict[str, str], before: TaxRate | None, notation: Notation) -> TaxRateDetails:
    """
    Return a sent form as a rate's details. The default stays it: its form has no such field.

    Raises:
        Invalid: fields are broken, all of them named.
    """
    values = html.plain_fields(sent, NewTaxRate)
    values["is_default"] = sent["is_default"] == "1" or (before is not None and before.details.is_default)
    broken = html.read_typed(values, "rate", RATE, notation)
    return html.converted(values, NewTaxRate, broken).details()


def shown(
    home: str, rate: TaxRate | None, filled: html.Filled[dict[str, str]], notation: Notation
) -> TaxRateForm:
    """Return the form as its page shows it; without a rate it adds one."""
    url = f"{home}/tax-rates"
    before = stored(rate.details, notation) if rate and filled.conflict else {}
    return TaxRateForm(
        action=f"{url}/{rate.id}/edit" if rate else f"{url}/new",
        list_url=url,
        save_label="Save changes" if rate else "Add tax rate",
        values=filled.values,
        errors=filled.errors,
        summary=html.summary(filled.errors, LABELS),
        revision=rate.revision if rate else 0,
        is_new=rate is None,
        is_default=rate is not None and rate.details.is_default,
        archived=rate is not None and rate.archived_at is not None,
        conflict=filled.conflict,
        theirs=html.differing(before, filled.values),
        categories=tuple((each.value, f"{each.label} ({each.value})") for each in TaxCategory),
    )


def _row(url: str, rate: TaxRate, locale: str) -> TaxRateRow:
    tax, here = rate.details.tax, f"{url}/{rate.id}"
    reason = exemption_reason(tax.category, READER)
    return TaxRateRow(
        id=str(rate.id),
        name=rate.details.name,
        percent=format_percent(tax.rate_percent, locale),
        category=tax.category.value,
        treatment=tax.category.label,
        reason=reason.text if reason else "",
        is_default=rate.details.is_default,
        edit_url=f"{here}/edit",
        default_url=f"{here}/default",
        archive_url=f"{here}/archive",
        restore_url=f"{here}/restore",
    )
