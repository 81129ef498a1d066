"""
What stands around the rows of the list: its filters, its head, and what can be done with several rows.

None of it depends on what the rows say, and most readers ask for the same: it is drawn once for each question and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from markupsafe import Markup

from invoiceflow.invoicing.queries.ordering import Sort
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting.queries.invoice_list import TABS
from invoiceflow.reporting.web.invoices.asked import AMOUNTS, Asked
from invoiceflow.reporting.web.invoices.filters import Chip, Preset, approvals_of, chips_of, presets_of
from invoiceflow.reporting.web.unread import Unread
from invoiceflow.web.rendering import part

KEPT = 1024
"""How many of each, in each process. The filters are the largest, of 7 kB."""

COLUMNS = (("Number", Sort.NUMBER), ("Issued", Sort.ISSUED), ("Due", Sort.DUE), ("Total", Sort.TOTAL))


@dataclass(frozen=True, slots=True)
class Panels:
    """
    The filters. ``client_typed`` is what stands in the field of the client, ``amounts_in`` a currency code.

    ``unread`` has the two fields of amounts by their names, and every other filter that cannot be read. ``approvals``
    are where a draft can stand; none is offered where the tenant asks for no approval.
    """

    asked: Asked
    client_typed: str
    chips: tuple[Chip, ...]
    presets: tuple[Preset, ...]
    approvals: tuple[Preset, ...]
    amounts_in: str
    unread: Mapping[str, Unread]


@dataclass(frozen=True, slots=True)
class Head:
    """A column that sorts."""

    href: str
    direction: str


@lru_cache(maxsize=KEPT)
def tab_addresses(said: Asked, path: str) -> tuple[str, ...]:
    """Return the addresses of all invoices and of each status, in the order of TABS."""
    return tuple(said.but(status=str(status)).address(path) for status in ("", *TABS))


@lru_cache(maxsize=KEPT)
def filters(  # noqa: PLR0913  # all that its drawing depends on, and so what it is kept by
    said: Asked,
    path: str,
    today: date,
    named: str,
    currency: str,
    unread: tuple[Unread, ...],
    *,
    asks_approval: bool = False,
) -> Markup:
    """
    Return the chips with their panels.

    ``named`` is the client whose id is asked for, ``currency`` the tenant's, ``unread`` what cannot be read.
    ``asks_approval`` offers to narrow by where drafts stand.
    """
    panels = Panels(
        asked=said,
        client_typed="" if said.client_id else said.client,
        chips=chips_of(said, today, named, path),
        presets=tuple(presets_of(said, today, path)),
        approvals=tuple(approvals_of(said, path)) if asks_approval or said.approval else (),
        amounts_in=said.currency or currency,
        unread={name: Unread(name) for name in AMOUNTS} | {each.name: each for each in unread},
    )
    return part("reporting/invoices/filters.html", panels=panels)


@lru_cache(maxsize=KEPT)
def head(said: Asked, path: str) -> Markup:
    """Return the head of the table."""
    heads = {label: _head(said, sort, path) for label, sort in COLUMNS}
    return part("reporting/invoices/head.html", heads=heads)


def _head(said: Asked, sort: Sort, path: str) -> Head:
    if said.order is not sort:
        return Head(said.but(sort=f"-{sort}").address(path), "")
    if said.descending:
        return Head(said.but(sort=str(sort)).address(path), "descending")
    return Head(said.but(sort="-created").address(path), "ascending")


def bulk_bar(actor: Actor, path: str) -> Markup:
    """Return the bar that floats over the list while rows are selected."""
    return _bulk_bar(actor.permissions, path)


@lru_cache(maxsize=KEPT)
def _bulk_bar(permissions: frozenset[Permission], path: str) -> Markup:
    return part(
        "reporting/invoices/bulk_bar.html",
        may_write=Permission.EDIT_DRAFTS in permissions,
        may_issue=Permission.ISSUE_INVOICES in permissions,
        may_send=Permission.SEND_INVOICES in permissions,
        pdfs_url=f"{path}/pdfs",
    )


@cache
def bulk_dialogs() -> Markup:
    """Return the questions that come before something is done with several rows."""
    return part("reporting/invoices/bulk_dialogs.html")
