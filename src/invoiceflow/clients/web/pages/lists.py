"""What the lists of clients, items and tax rates have in common."""

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from litestar.params import FromQuery, QueryParameter

from invoiceflow.clients.queries.listing import Page, Wanted

Row = TypeVar("Row")
ROWS = 50

Query = Annotated[str, QueryParameter(name="q")]
Archived = FromQuery[bool]
Cursor = FromQuery[UUID | None]


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Row]):
    """
    A list as its page shows it.

    ``state`` is ``rows``, ``none`` (nothing was ever added), ``no_match`` or ``none_archived``. ``tabs`` are
    (label, address, count, current).
    """

    url: str
    new_url: str
    rows: tuple[Row, ...]
    state: str
    query: str
    archived: bool
    shown: str
    previous_url: str
    next_url: str
    tabs: tuple[tuple[str, str, str, bool], ...]
    can_edit: bool


def wanted(query: str, *, archived: bool, after: UUID | None, before: UUID | None) -> Wanted:
    """Return what a list page is asked for."""
    return Wanted(limit=ROWS, text=query[:200], archived=archived, after=after, before=before)


def list_page(url: str, asked: Wanted, page: Page[Row], *, noun: str, can_edit: bool) -> ListPage[Row]:
    """Return the model of a list page; ``noun`` is the word for one of its rows."""
    archived = bool(asked.archived)
    return ListPage(
        url=url,
        new_url=f"{url}/new",
        rows=page.rows,
        state=_state(asked, page),
        query=asked.text,
        archived=archived,
        shown=_shown(page, noun),
        previous_url=address(url, asked, before=page.previous) if page.previous else "",
        next_url=address(url, asked, after=page.next) if page.next else "",
        tabs=(("Active", url, "", not archived), ("Archived", f"{url}?archived=true", "", archived)),
        can_edit=can_edit,
    )


def address(url: str, asked: Wanted, *, after: UUID | None = None, before: UUID | None = None) -> str:
    """Return the address of a page of the same list."""
    parts = {
        "q": asked.text,
        "archived": "true" if asked.archived else "",
        "after": str(after or ""),
        "before": str(before or ""),
    }
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{url}?{query}" if query else url


def _state(asked: Wanted, page: Page[Row]) -> str:
    if page.rows:
        return "rows"
    if asked.text:
        return "no_match"
    return "none_archived" if asked.archived else "none"


def _shown(page: Page[Row], noun: str) -> str:
    count = len(page.rows)
    words = f"{count} {noun if count == 1 else noun + 's'}"
    return f"{words} on this page" if page.previous or page.next else words
