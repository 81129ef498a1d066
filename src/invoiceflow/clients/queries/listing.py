"""Lists by keyset: what is asked for, and the one statement that finds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.patterns import containing
from invoiceflow.runtime.reads import HotReads

Row = TypeVar("Row")
MAX_WORDS = 8


class NoSuchPlace(Invalid):
    """The row that the page shall begin beside is not in this list."""

    code = "cursor.unknown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a list shall show: ``limit`` rows after or before the row of an id.

    Every word of ``text`` must occur. ``metadata`` holds pairs of key and value as typed: "12" finds the text
    and the number. ``archived`` None finds both kinds.
    """

    limit: int = 50
    after: UUID | None = None
    before: UUID | None = None
    text: str = ""
    archived: bool | None = False
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list. ``previous`` and ``next`` are ids to ask before and after; None at the list's ends."""

    rows: tuple[Row, ...]
    previous: UUID | None
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Source:
    """
    A table that is listed. ``searched`` is SQL for the text that is searched; ``by_name`` orders by name, else the
    newest come first.
    """

    table: str
    searched: str
    by_name: bool


async def page(reads: HotReads, tenant_id: TenantId, source: Source, wanted: Wanted) -> Page[dict[str, Any]]:
    """
    Return one page of a table's rows, in one statement where it holds any.

    Raises:
        NoSuchPlace: a list by name shall go on beside a row that this tenant does not have.
    """
    statement, arguments = statement_of(source, wanted)
    found = [dict(row) for row in await reads.rows(tenant_id, statement, *arguments)]
    if not found and source.by_name:
        await _require_place(reads, tenant_id, source, wanted)
    return _cut(found, wanted)


def statement_of(source: Source, wanted: Wanted) -> tuple[str, list[object]]:
    """Return the statement of a page and its arguments from ``$2`` on."""
    arguments: list[object] = []
    conditions = " AND ".join(_conditions(source, wanted, arguments))
    order = _order(source, backwards=wanted.before is not None)
    statement = f"SELECT * FROM {source.table} WHERE {conditions} ORDER BY {order} LIMIT {wanted.limit + 1:d}"  # noqa: S608  # names are ours, values are arguments
    return statement, arguments


def patterns_of(text: str) -> list[str]:
    """Return a pattern for ILIKE for every word of a search; of the words beyond the eighth none."""
    return [containing(word) for word in text.replace("\0", "").split()[:MAX_WORDS]]


async def _require_place(reads: HotReads, tenant_id: TenantId, source: Source, wanted: Wanted) -> None:
    """Refuse an id that has no name to begin beside: without this it would look like the end of the list."""
    cursor = wanted.before or wanted.after
    there = f"SELECT 1 FROM {source.table} WHERE tenant_id = $1 AND id = $2"  # noqa: S608  # the name is ours
    if cursor is not None and not await reads.rows(tenant_id, there, cursor):
        pointer = "/before" if wanted.before else "/after"
        raise NoSuchPlace.field(
            pointer, NoSuchPlace.code, "That is in this list no more. Begin at its start."
        )


def _conditions(source: Source, wanted: Wanted, arguments: list[object]) -> Iterator[str]:
    def bound(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments) + 1}"  # $1 is the tenant

    yield "tenant_id = $1"
    if wanted.archived is not None:
        yield f"archived_at IS {'NOT ' if wanted.archived else ''}NULL"
    patterns = patterns_of(wanted.text)
    if patterns:
        yield f"{source.searched} ILIKE ALL({bound(patterns)}::text[])"
    for key, typed in wanted.metadata:
        documents = [bound(msgspec.json.encode({key: value}).decode()) for value in _meanings(typed)]
        yield "(" + " OR ".join(f"metadata @> {each}::jsonb" for each in documents) + ")"
    cursor = wanted.before or wanted.after
    if cursor is not None:
        yield _beyond(source, bound(cursor), backwards=wanted.before is not None)


def _beyond(source: Source, cursor: str, *, backwards: bool) -> str:
    if not source.by_name:
        return f"id {'>' if backwards else '<'} {cursor}::uuid"
    name = f"(SELECT lower(name) FROM {source.table} WHERE tenant_id = $1 AND id = {cursor}::uuid)"  # noqa: S608  # as above
    return f"(lower(name), id) {'<' if backwards else '>'} ({name}, {cursor}::uuid)"


def _order(source: Source, *, backwards: bool) -> str:
    if source.by_name:
        return "lower(name) DESC, id DESC" if backwards else "lower(name), id"
    return "id" if backwards else "id DESC"


def _cut(found: Sequence[dict[str, Any]], wanted: Wanted) -> Page[dict[str, Any]]:
    more = len(found) > wanted.limit
    rows = tuple(found[: wanted.limit])
    if wanted.before is not None:
        rows = rows[::-1]
        return Page(rows, rows[0]["id"] if more else None, rows[-1]["id"] if rows else None)
    came_from = wanted.after is not None and rows
    return Page(rows, rows[0]["id"] if came_from else None, rows[-1]["id"] if more else None)


def _meanings(typed: str) -> Iterator[str | int | bool | None]:
    """Yield the values that a text from an address can stand for."""
    yield typed
    if typed.removeprefix("-").isdecimal() and typed.isascii() and len(typed) <= 17:
        yield int(typed)
    yield from {"true": (True,), "false": (False,), "null": (None,)}.get(typed, ())
