"""The list of drafts and invoices, a page of it at a time, and how many there are of each status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.invoicing.queries.ordering import PLACE, Key, key_of
from invoiceflow.invoicing.queries.selection import OVERDUE, Wanted, page_of
from invoiceflow.kernel.ids import ClientId, InvoiceId
from invoiceflow.runtime.reads import Reading

Row = TypeVar("Row")


_COLUMNS = f"""
  i.id, i.status, i.number, i.client_id, i.client_name, i.currency, i.total_minor, i.paid_minor,
  i.issued_on, i.due_on, i.sent_at, i.viewed_at, {PLACE}"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list. ``overdue`` is by the tenant's day."""

    id: InvoiceId
    status: Status
    number: str | None
    client_id: ClientId | None
    client_name: str
    currency: str
    total_minor: int
    paid_minor: int
    due_minor: int
    overdue: bool
    issued_on: date | None
    due_on: date | None
    created_at: datetime
    sent_at: datetime | None
    viewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of a list. ``before`` and ``after`` are the places of its first and last row, None at the list's ends."""

    rows: tuple[Row, ...]
    before: Key | None
    after: Key | None


async def invoice_list(reading: Reading, wanted: Wanted) -> Page[Listed]:
    """Return one page of the list, in one statement."""
    selection, arguments = page_of(wanted)
    read = f"SELECT {_COLUMNS}, {OVERDUE} AS overdue FROM ({selection}) i"  # noqa: S608  # parts are ours, values are bound
    found = await reading.rows(read, *arguments)
    rows, before, after = paged(found, wanted)
    return Page(tuple(_listed(row) for row in rows), before, after)


def paged(
    found: Sequence[Mapping[str, Any]], wanted: Wanted
) -> tuple[list[Mapping[str, Any]], Key | None, Key | None]:
    """Return the rows that a page shows, in their order, and the places of its ends where the list goes on."""
    more = len(found) > wanted.limit
    rows = list(found[: wanted.limit])
    if wanted.before is not None:
        rows.reverse()
    earlier = more if wanted.before is not None else wanted.after is not None
    later = wanted.before is not None or more
    before = key_of(rows[0], wanted.sort) if rows and earlier else None
    after = key_of(rows[-1], wanted.sort) if rows and later else None
    return rows, before, after


def _listed(row: Mapping[str, Any]) -> Listed:
    settlement = Settlement(Status(row["status"]), row["total_minor"], row["paid_minor"])
    return Listed(
        id=row["id"],
        status=settlement.status,
        number=row["number"],
        client_id=row["client_id"],
        client_name=row["client_name"],
        currency=row["currency"],
        total_minor=row["total_minor"],
        paid_minor=row["paid_minor"],
        due_minor=settlement.due_minor,
        overdue=row["overdue"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        created_at=row["created_at"],
        sent_at=row["sent_at"],
        viewed_at=row["viewed_at"],
    )
