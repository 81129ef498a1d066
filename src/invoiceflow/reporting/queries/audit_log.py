"""The audit log as its page and its exports read it: newest first or oldest first, a part at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from invoiceflow.audit.domain.entry import Detail, Entry
from invoiceflow.runtime.reads import Reading

GROUPS = {
    "invoices": ("invoice", "draft"),
    "payments": ("payment",),
    "catalogue": ("client", "item", "tax_rate"),
    "settings": ("settings", "api_key", "tenant", "export"),
    "members": ("member", "invitation", "session", "person"),
    "refused": ("access",),
}
"""What can be asked for: words that actions begin with."""


class Logged(msgspec.Struct, frozen=True):
    """An entry beside what it is about. ``hash`` and ``previous`` are hex."""

    seq: int
    at: datetime
    actor: str
    actor_kind: str
    actor_id: UUID | None
    action: str
    object_kind: str
    object_id: UUID
    request_id: str
    detail: Detail
    hash: str
    previous: str
    number: str | None
    client_name: str | None
    currency: str | None
    total_minor: int | None

    def entry(self, tenant_id: UUID) -> Entry:
        """Return what the hash covers."""
        names = [name for name in Entry.__dataclass_fields__ if name != "tenant_id"]
        return Entry(tenant_id=tenant_id, **{name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class LogWanted:
    """
    Which entries: all that fit every filter that is set.

    ``actor`` is a part of a name, or the id of who it was. ``after`` and ``before`` are numbers of entries: older than
    the one, newer than the other. Days are the tenant's own.
    """

    limit: int = 50
    actor: str = ""
    group: str = ""
    object_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page, newest first; ``older`` and ``newer`` say whether there is more on either side."""

    rows: tuple[Logged, ...]
    older: bool
    newer: bool


async def log_page(reading: Reading, wanted: LogWanted) -> LogPage:
    """Return a page of the log. Walks the chain's key from its end, or from where the last page ended."""
    backwards = wanted.before is not None
    one_more = replace(wanted, limit=wanted.limit + 1)
    rows = await _rows(reading, one_more, order="ASC" if backwards else "DESC")
    more, shown = len(rows) > wanted.limit, rows[: wanted.limit]
    if backwards:
        return LogPage(tuple(reversed(shown)), older=True, newer=more)
    return LogPage(tuple(shown), older=more, newer=wanted.after is not None)


async def whole_log(reading: Reading, wanted: LogWanted) -> AsyncIterator[list[Logged]]:
    """Yield what fits the filters, oldest first, a thousand at a time; each part is a statement of its own."""
    wanted = replace(wanted, limit=1000, after=None, before=0)
    while rows := await _rows(reading, wanted, order="ASC"):
        yield rows
        wanted = replace(wanted, before=rows[-1].seq)


async def _rows(reading: Reading, wanted: LogWanted, *, order: str) -> list[Logged]:
    conditions, values = _conditions(wanted)
    found = await reading.rows(
        _STATEMENT.format(conditions=conditions, order=order, limit=f"${len(values) + 2}"),
        *values,
        wanted.limit,
    )
    return [msgspec.json.decode(row["entry"], type=Logged) for row in found]


def _conditions(wanted: LogWanted) -> tuple[str, list[Any]]:
    """Return the SQL of the filters that are set, and their values from ``$2`` on."""
    day = "({}::date + {})::timestamp AT TIME ZONE (SELECT t.time_zone FROM tenants t WHERE t.tenant_id = $1)"
    given: list[tuple[str, Any]] = [
        ("(strpos(lower(a.actor), lower({0})) > 0 OR a.actor_id::text = lower({0}))", wanted.actor or None),
        ("split_part(a.action, '.', 1) = ANY ({}::text[])", list(GROUPS.get(wanted.group, ())) or None),
        ("a.object_id = {}::uuid", wanted.object_id),
        (f"a.at >= {day.format('{}', 0)}", wanted.since),
        (f"a.at < {day.format('{}', 1)}", wanted.until),
        ("a.seq < {}::bigint", wanted.after),
        ("a.seq > {}::bigint", wanted.before),
    ]
    said = [(text, value) for text, value in given if value is not None]
    parts = [f" AND {text.format(f'${place}')}" for place, (text, _) in enumerate(said, start=2)]
    return "".join(parts), [value for _, value in said]


_STATEMENT = """
SELECT json_build_object(
  'seq', a.seq, 'at', a.at, 'actor', a.actor, 'actor_kind', a.actor_kind, 'actor_id', a.actor_id, 'action', a.action,
  'object_kind', a.object_kind, 'object_id', a.object_id, 'request_id', a.request_id, 'detail', a.detail,
  'hash', encode(a.hash, 'hex'), 'previous', encode(a.previous, 'hex'),
  'number', i.number, 'client_name', coalesce(i.client_name, c.name), 'currency', i.currency,
  'total_minor', i.total_minor
)::text AS entry
FROM (SELECT a.* FROM audit_entries a WHERE a.tenant_id = $1{conditions} ORDER BY a.seq {order} LIMIT {limit}) a
LEFT JOIN invoices i ON i.tenant_id = a.tenant_id AND i.id = a.object_id AND a.object_kind = 'invoice'
LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.object_id AND a.object_kind = 'client'
ORDER BY a.seq {order}"""
