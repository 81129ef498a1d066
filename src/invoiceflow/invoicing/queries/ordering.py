"""What a list of drafts and invoices is ordered by, and the place of a row in that order."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from msgspec import Meta

from invoiceflow.kernel.money import MAX_MINOR

Instant = Annotated[datetime, Meta(tz=True)]
Amount = Annotated[int, Meta(ge=-MAX_MINOR, le=MAX_MINOR)]


class Sort(StrEnum):
    """What a list is ordered by."""

    CREATED = "created"
    NUMBER = "number"
    ISSUED = "issued"
    DUE = "due"
    TOTAL = "total"


class CreatedKey(NamedTuple):
    """The place of a row in a list by creation."""

    created_at: Instant
    id: UUID


class NumberKey(NamedTuple):
    """The place of a row in a list by number; drafts come before the first."""

    period: Annotated[str, Meta(pattern="^[0-9-]*$", max_length=7)]
    seq: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    id: UUID


class IssuedKey(NamedTuple):
    """The place of a row in a list by date of issue; without one it comes last."""

    issued_on: date
    id: UUID


class DueKey(NamedTuple):
    """The place of a row in a list by due date; without one it comes last."""

    due_on: date
    id: UUID


class TotalKey(NamedTuple):
    """The place of a row in a list by total."""

    total_minor: Amount
    id: UUID


Key = CreatedKey | NumberKey | IssuedKey | DueKey | TotalKey
KEYS: dict[Sort, type[Key]] = {
    Sort.CREATED: CreatedKey,
    Sort.NUMBER: NumberKey,
    Sort.ISSUED: IssuedKey,
    Sort.DUE: DueKey,
    Sort.TOTAL: TotalKey,
}
# Where drafts without a due date stand. Not the last day that Python has: asyncpg sends that as infinity.
LATEST = date(9000, 1, 1)
# By creation uses ix_invoices_tenant_created, or with a status or client the index of that; the others use
# ix_invoices_order_*, whose expressions these are (docs/decisions/0013-labels-and-an-index-for-each-order.md).
COLUMNS: dict[Sort, tuple[str, ...]] = {
    Sort.CREATED: ("i.created_at", "i.id"),
    Sort.NUMBER: ("coalesce(i.period, '')", "coalesce(i.seq, 0)", "i.id"),
    Sort.ISSUED: (f"coalesce(i.issued_on, DATE '{LATEST}')", "i.id"),
    Sort.DUE: (f"coalesce(i.due_on, DATE '{LATEST}')", "i.id"),
    Sort.TOTAL: ("i.total_minor", "i.id"),
}
# By creation, too, but of the first label that a list is narrowed by.
LABEL_COLUMNS = ("l1.created_at", "l1.invoice_id")

PLACE = "i.created_at, i.period, i.seq"
"""What key_of needs besides id, days and total."""


def key_of(row: Mapping[str, Any], sort: Sort) -> Key:
    """Return the place of a row in a list."""
    if sort is Sort.NUMBER:
        return NumberKey(row["period"] or "", row["seq"] or 0, row["id"])
    if sort is Sort.ISSUED:
        return IssuedKey(row["issued_on"] or LATEST, row["id"])
    if sort is Sort.DUE:
        return DueKey(row["due_on"] or LATEST, row["id"])
    if sort is Sort.TOTAL:
        return TotalKey(row["total_minor"], row["id"])
    return CreatedKey(row["created_at"], row["id"])
