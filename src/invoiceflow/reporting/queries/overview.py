"""The overview in one statement: every part comes as JSON, typed here."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from invoiceflow.delivery.domain.delivery import DeliveryState
from invoiceflow.reporting.domain.ageing import FIRST_DAYS, HORIZON_DAYS, months_back
from invoiceflow.reporting.queries.troubles import TROUBLES, Trouble
from invoiceflow.runtime.reads import Reading

MONTHS = 12
RECENT = 8
PROBLEMS = 5
LONG_LATE_DAYS = 14
UNTOUCHED = timedelta(days=7)


class Open(msgspec.Struct, frozen=True):
    """What is owed in one currency, of one age; ``soon`` is due within the horizon. ``oldest`` is the first due day."""

    currency: str
    age: int
    soon: bool
    count: int
    due_minor: int
    oldest: date


class Sum(msgspec.Struct, frozen=True):
    """What was issued or received in a month, in one currency; ``count`` leaves out what was reversed."""

    month: date
    currency: str
    minor: int
    count: int


class Failed(msgspec.Struct, frozen=True):
    """The newest email of an invoice, which did not arrive or was not wanted."""

    invoice_id: UUID
    state: DeliveryState
    recipient: str
    error: str
    queued_at: datetime
    number: str
    client_name: str
    currency: str
    due_minor: int


class Late(msgspec.Struct, frozen=True):
    """An invoice long overdue."""

    id: UUID
    number: str
    client_name: str
    currency: str
    due_minor: int
    due_on: date
    sent_at: datetime | None
    viewed_at: datetime | None


class Resting(msgspec.Struct, frozen=True):
    """A draft that nobody touched for a while."""

    id: UUID
    client_name: str
    currency: str
    total_minor: int
    updated_at: datetime


class Waiting(msgspec.Struct, frozen=True):
    """A draft that waits for approval."""

    id: UUID
    client_name: str
    currency: str
    total_minor: int
    submitted_by: str
    submitted_at: datetime


class Uninvited(msgspec.Struct, frozen=True):
    """An invitation whose email did not leave."""

    id: UUID
    email: str
    mail_error: str


class Entry(msgspec.Struct, frozen=True):
    """
    An entry of the audit chain beside the invoice it is about; without one its words are empty.

    ``detail`` may lack the fields that were changed, which can be long.
    """

    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: UUID
    detail: dict[str, str | int | None]
    number: str | None
    client_name: str | None
    currency: str | None
    total_minor: int | None


class Begun(msgspec.Struct, frozen=True):
    """How far a tenant has come."""

    details: bool
    client: bool
    draft: bool
    issued: bool


class Overview(msgspec.Struct, frozen=True):
    """All that the overview shows. ``waiting`` are the oldest of those, also for who may not approve."""

    currency: str
    time_zone: str
    today: date
    open: tuple[Open, ...]
    issued: tuple[Sum, ...]
    received: tuple[Sum, ...]
    troubles: tuple[Trouble, ...]
    failed: tuple[Failed, ...]
    late: tuple[Late, ...]
    resting: tuple[Resting, ...]
    waiting: tuple[Waiting, ...]
    waiting_count: int
    uninvited: tuple[Uninvited, ...]
    activity: tuple[Entry, ...]
    begun: Begun


async def overview(reading: Reading, at: datetime) -> Overview:
    """Return the overview at an instant. Everything but the audit chain is reached by an index of its own."""
    (row,) = await reading.rows(STATEMENT, *arguments_of(at))
    return msgspec.json.decode(row["overview"], type=Overview)


def arguments_of(at: datetime) -> tuple[Any, ...]:
    """Return the arguments of the statement from ``$2`` on."""
    # A day more than the tenant's own can be behind or ahead of UTC falls into the same or the next month.
    first_month = months_back((at - timedelta(days=1)).date(), MONTHS)[0]
    return at, first_month, HORIZON_DAYS, at - UNTOUCHED, LONG_LATE_DAYS


_OPEN = f"""
SELECT i.currency, i.due_on <= own.today + $4::int AND i.due_on >= own.today AS soon,
  width_bucket(own.today - i.due_on, ARRAY{list(FIRST_DAYS)}) AS age,
  count(*) AS count, sum(i.total_minor - i.paid_minor)::bigint AS due_minor, min(i.due_on) AS oldest
FROM invoices i
WHERE i.tenant_id = $1 AND i.status IN ('issued', 'partially_paid') AND i.total_minor > i.paid_minor
GROUP BY 1, 2, 3"""  # noqa: S608  # numbers of ours

_ISSUED = """
SELECT date_trunc('month', i.issued_on)::date AS month, i.currency, sum(i.total_minor)::bigint AS minor,
  count(*) AS count
FROM invoices i
WHERE i.tenant_id = $1 AND i.status <> 'draft' AND i.status <> 'void' AND i.issued_on >= $3::date
  AND i.currency = own.currency
GROUP BY 1, 2"""

_RECEIVED = """
SELECT date_trunc('month', p.received_on)::date AS month, p.currency, sum(p.amount_minor)::bigint AS minor,
  count(*) FILTER (WHERE p.kind = 'payment' AND r.id IS NULL) AS count
FROM payments p LEFT JOIN payments r ON r.tenant_id = p.tenant_id AND r.reverses_id = p.id
WHERE p.tenant_id = $1 AND p.received_on >= $3::date
GROUP BY 1, 2"""

# Written out, as the index that is used says it: ix_deliveries_bad.
_BAD = "('failed', 'bounced_soft', 'bounced_hard', 'suppressed', 'complained')"

_TROUBLES = f"SELECT * FROM ({TROUBLES}) trouble ORDER BY at LIMIT {PROBLEMS}"  # noqa: S608  # parts of ours

_FAILED = f"""
SELECT d.invoice_id, d.state, d.recipient, d.error, d.queued_at, i.number, i.client_name, i.currency,
  i.total_minor - i.paid_minor AS due_minor
FROM deliveries d JOIN invoices i ON i.tenant_id = d.tenant_id AND i.id = d.invoice_id
WHERE d.tenant_id = $1 AND d.state IN {_BAD} AND i.status IN ('issued', 'partially_paid') AND NOT EXISTS (
  SELECT FROM deliveries n WHERE n.tenant_id = $1 AND n.invoice_id = d.invoice_id AND n.queued_at > d.queued_at)
ORDER BY d.queued_at LIMIT {PROBLEMS}"""  # noqa: S608  # a constant of ours

_LATE = f"""
SELECT i.id, i.number, i.client_name, i.currency, i.total_minor - i.paid_minor AS due_minor, i.due_on, i.sent_at,
  i.viewed_at
FROM invoices i
WHERE i.tenant_id = $1 AND i.status IN ('issued', 'partially_paid') AND i.total_minor > i.paid_minor
  AND i.due_on < own.today - $6::int
ORDER BY i.due_on, i.id LIMIT {PROBLEMS}"""  # noqa: S608  # a constant of ours

_RESTING = f"""
SELECT i.id, i.client_name, i.currency, i.total_minor, i.updated_at
FROM invoices i
WHERE i.tenant_id = $1 AND i.status = 'draft' AND i.updated_at < $5::timestamptz
ORDER BY i.updated_at, i.id LIMIT {PROBLEMS}"""  # noqa: S608  # a constant of ours

_WAITING = f"""
SELECT i.id, i.client_name, i.currency, i.total_minor, i.submitted_by, i.submitted_at
FROM invoices i
WHERE i.tenant_id = $1 AND i.status = 'draft' AND i.approval = 'submitted'
ORDER BY i.submitted_at, i.id LIMIT {PROBLEMS}"""  # noqa: S608  # a constant of ours

_UNINVITED = f"""
SELECT v.id, v.email, v.mail_error FROM invitations v
WHERE v.tenant_id = $1 AND v.mail_error <> '' ORDER BY v.created_at, v.id LIMIT {PROBLEMS}"""  # noqa: S608  # a constant of ours

_ACTIVITY = f"""
SELECT a.at, a.actor, a.action, a.object_kind, a.object_id, (
    SELECT coalesce(jsonb_object_agg(told.key, told.value), '{{}}') FROM jsonb_each(a.detail) told
    WHERE strpos(told.key, '.') = 0) AS detail, i.number, i.client_name, i.currency,
  i.total_minor
FROM (
  SELECT e.at, e.actor, e.action, e.object_kind, e.object_id, e.detail, e.seq FROM audit_entries e
  WHERE e.tenant_id = $1 AND e.object_kind <> 'access' ORDER BY e.seq DESC LIMIT {RECENT}
) a
LEFT JOIN invoices i ON i.tenant_id = $1 AND i.id = a.object_id
ORDER BY a.seq DESC"""  # noqa: S608  # a constant of ours

# In the order of an index: EXISTS alone may walk a whole table past the rows of others.
_BEGUN = """json_build_object(
  'details', own.street <> '' AND own.city <> '',
  'client', (SELECT c.id FROM clients c WHERE c.tenant_id = $1 ORDER BY lower(c.name), c.id LIMIT 1) IS NOT NULL,
  'draft', (SELECT i.id FROM invoices i WHERE i.tenant_id = $1 ORDER BY i.created_at DESC, i.id DESC LIMIT 1)
    IS NOT NULL,
  'issued', (SELECT i.id FROM invoices i WHERE i.tenant_id = $1 AND i.status <> 'draft'
    ORDER BY i.issued_on DESC, i.id DESC LIMIT 1) IS NOT NULL)"""


_WAITING_COUNT = """(SELECT count(*) FROM invoices i
  WHERE i.tenant_id = $1 AND i.status = 'draft' AND i.approval = 'submitted')"""


def _list(read: str) -> str:
    return f"(SELECT coalesce(json_agg(part), '[]') FROM ({read}) part)"  # noqa: S608  # reads are ours


STATEMENT = f"""
SELECT json_build_object(
  'currency', own.currency, 'time_zone', own.time_zone, 'today', own.today,
  'open', {_list(_OPEN)}, 'issued', {_list(_ISSUED)}, 'received', {_list(_RECEIVED)},
  'troubles', {_list(_TROUBLES)}, 'failed', {_list(_FAILED)}, 'late', {_list(_LATE)}, 'resting', {_list(_RESTING)},
  'waiting', {_list(_WAITING)}, 'waiting_count', {_WAITING_COUNT},
  'uninvited', {_list(_UNINVITED)},
  'activity', {_list(_ACTIVITY)}, 'begun', {_BEGUN}
)::text AS overview
FROM (
  SELECT t.currency, t.time_zone, t.street, t.city, ($2::timestamptz AT TIME ZONE t.time_zone)::date AS today
  FROM tenants t WHERE t.tenant_id = $1
) own"""  # noqa: S608  # parts are ours, values are bound
