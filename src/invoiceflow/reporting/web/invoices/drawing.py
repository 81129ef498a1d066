"""
The rows of the list as HTML, written by Python.

They are most of the page, and a template takes many times as long to write them. What people typed is escaped; dates,
amounts and currency codes are of our own making and have no sign that HTML minds.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import cast

from markupsafe import Markup

from invoiceflow.reporting.web.invoices.row import ListRow
from invoiceflow.reporting.web.words import Fate
from invoiceflow.web.compiling import written
from invoiceflow.web.rendering import pages

NOTHING = '<span class="subtle">–</span>'  # noqa: RUF001  # the dash of nothing


def drawn(rows: Iterable[ListRow]) -> Markup:
    """Return the rows. Their menus are fetched into the element that ``hx-target`` of their table names."""
    return Markup("".join(map(_row, rows)))  # noqa: S704  # escaped below, value by value


def _row(row: ListRow) -> str:
    name, client, href = written(row.name), written(row.client), written(row.href)
    issued, id_ = row.issued or "–", row.id  # noqa: RUF001  # the dash of nothing
    cell = '<td class="'
    return (
        f'<tr id="i-{id_}">{cell}c-check"><input class="box row-check" type="checkbox" name="ids" value="{id_}" '
        f'form="several" aria-label="Select {name}"></td>'
        f'{cell}c-no nowrap">{_number(row, href, name)}{_distance_on_phones(row)}</td>'
        f'{cell}c-client clip" title="{client}">{client}</td>'
        f'{cell}c-issued nowrap muted max-xl:hidden">{issued}</td>'
        f'{cell}c-due nowrap">{_due(row)}</td>'
        f'{cell}c-status">{_badge(row.badge, row.badge_icon, row.badge_label)}</td>'
        f'{cell}c-del nowrap max-xl:hidden">{_fate(row.fate)}</td>'
        f'{cell}c-total end nowrap font-medium">{row.total}<span class="cur">{row.currency}</span></td>'
        f'{cell}c-open end nowrap max-2xl:hidden">{_open(row)}</td>'
        f'{cell}c-more w-px"><button class="btn btn-quiet btn-icon btn-sm -mr-2" type="button" '
        f'popovertarget="row-menu" aria-haspopup="menu" aria-label="Actions for {name}" hx-get="{href}/menu">'
        f"{_picture('dots')}</button></td></tr>\n"
    )


def _number(row: ListRow, href: str, name: str) -> str:
    if row.is_draft:
        link = f'<a class="row-link font-normal text-subtle" id="o-{row.id}" href="{href}">'
        return f'{link}{row.number}<span class="vh">, {name}</span></a>'
    return f'<a class="row-link" id="o-{row.id}" href="{href}">{written(row.number)}</a>'


def _distance_on_phones(row: ListRow) -> str:
    if not row.distance:
        return ""
    return f'<span class="md:hidden{" text-danger" if row.late else ""}">{row.distance}</span>'


def _due(row: ListRow) -> str:
    if not row.due:
        return NOTHING
    tone = "text-danger" if row.late else "subtle"
    distance = f'<span class="{tone}">{row.distance}</span>' if row.distance else ""
    return f'<span class="flex gap-2"><span class="muted">{row.due}</span>{distance}</span>'


def _open(row: ListRow) -> str:
    return f'{row.open}<span class="cur">{row.currency}</span>' if row.open else NOTHING


@lru_cache(maxsize=64)
def _badge(badge: str, picture: str, label: str) -> str:
    return f'<span class="badge badge-{badge}">{_picture(picture)}{label}</span>'


@lru_cache(maxsize=64)
def _fate(fate: Fate | None) -> str:
    if fate is None:
        return NOTHING
    tone = "text-danger" if fate.bad else "muted"
    return f'<span class="row text-sm flex-nowrap {tone}">{_picture(fate.icon, "icon-sm")}{fate.label}</span>'


@lru_cache(maxsize=64)
def _picture(name: str, classes: str = "") -> str:
    icon = cast("Callable[[str, str], Markup]", pages().globals["icon"])
    return str(icon(name, classes))
