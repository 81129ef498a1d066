"""One draft or invoice with everything beside it, in one statement: money, emails, history, neighbours."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from invoiceflow.kernel.errors import Missing
from invoiceflow.reporting.queries.overview import Entry
from invoiceflow.reporting.queries.troubles import TROUBLES, Trouble
from invoiceflow.runtime.reads import Reading

MOST_ENTRIES = 200


class NoSuchInvoice(Missing):
    """This tenant has no draft or invoice of that id."""

    code = "invoice.not_found"


class Buyer(msgspec.Struct, frozen=True):
    """The client as the document names it; of a draft, as the client is now."""

    contact: str = ""
    email: str = ""


class Standing(msgspec.Struct, frozen=True):
    """The draft or invoice itself; amounts in minor units of its currency."""

    id: UUID
    status: str
    number: str | None
    client_id: UUID | None
    client_name: str
    currency: str
    reference: str
    payment_days: int
    total_minor: int
    paid_minor: int
    issued_on: date | None
    due_on: date | None
    created_at: datetime
    updated_at: datetime
    issued_at: datetime | None
    sent_at: datetime | None
    viewed_at: datetime | None
    link_version: int
    link_hash: bytes | None
    revision: int
    approval: str
    approval_note: str
    submitted_by: str
    submitted_by_id: UUID | None
    submitted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    buyer: Buyer | None


class Payment(msgspec.Struct, frozen=True):
    """
    Money that came in or went back.

    ``waiting_minor`` was asked to go back and is not in the books yet; ``dispute_status`` is Stripe's, empty for none.
    ``dispute_id`` names the dispute that an entry came of.
    """

    id: UUID
    reverses_id: UUID | None
    reversed_by_id: UUID | None
    amount_minor: int
    currency: str
    method: str
    received_on: date
    reference: str
    note: str
    kind: str
    of_id: UUID | None
    provider_id: str
    fee_minor: int | None
    risk_level: str
    review: str
    waiting_minor: int
    dispute_status: str
    dispute_id: UUID | None


class Attempt(msgspec.Struct, frozen=True):
    """
    An attempt to have it paid online: ``pending`` at the bank since ``at``, or ``failed`` then, for a reason.

    ``is_charge``: the client was not there, what is open was charged to what they have saved.
    """

    id: UUID
    state: str
    amount_minor: int
    at: datetime
    fault: str
    fault_code: str
    is_charge: bool


class Method(msgspec.Struct, frozen=True):
    """What the invoice's client lets it be charged to, since when."""

    id: UUID
    instrument: str
    agreed_at: datetime


class LedgerEntry(msgspec.Struct, frozen=True):
    """An entry beside its journal. Debit is positive."""

    journal_id: UUID
    kind: str
    at: datetime
    place: str
    currency: str
    amount_minor: int


class Delivery(msgspec.Struct, frozen=True):
    """The newest email with the invoice."""

    state: str
    recipient: str
    error: str


class InvoiceFound(msgspec.Struct, frozen=True):
    """All that the page of an invoice shows. ``newer`` and ``older`` are its neighbours in the list of all."""

    time_zone: str
    today: date
    invoice: Standing
    newer: UUID | None
    older: UUID | None
    payments: tuple[Payment, ...]
    attempts: tuple[Attempt, ...]
    methods: tuple[Method, ...]
    troubles: tuple[Trouble, ...]
    ledger: tuple[LedgerEntry, ...]
    delivery: Delivery | None
    history: tuple[Entry, ...]


async def invoice_found(reading: Reading, invoice_id: UUID, at: datetime) -> InvoiceFound:
    """
    Return a draft or invoice as it stands at an instant.

    Raises:
        NoSuchInvoice: this tenant has none of that id.
    """
    rows = await reading.rows(STATEMENT, at, invoice_id)
    if not rows:
        raise NoSuchInvoice("There is no such invoice.")
    return msgspec.json.decode(rows[0]["found"], type=InvoiceFound)


_INVOICE = """
SELECT i.id, i.status, i.number, i.client_id, i.client_name, i.currency, i.reference, i.payment_days, i.total_minor,
  i.paid_minor, i.issued_on, i.due_on, i.created_at, i.updated_at, i.issued_at, i.sent_at, i.viewed_at, i.link_version,
  encode(i.link_hash, 'base64') AS link_hash,
  i.revision, i.approval, i.approval_note, i.submitted_by, i.submitted_by_id, i.submitted_at,
  i.decided_by, i.decided_at,
  coalesce(i.buyer, (
    SELECT jsonb_build_object('email', c.email) FROM clients c WHERE c.tenant_id = $1 AND c.id = i.client_id
  )) AS buyer"""

_PAYMENTS = """
SELECT p.id, p.reverses_id, r.id AS reversed_by_id, p.amount_minor, p.currency, p.method, p.received_on, p.reference,
  p.note, p.kind, p.of_id, p.provider_id, (
    SELECT sum(m.amount_minor)::bigint FROM clearing_movements m
    WHERE m.tenant_id = $1 AND m.invoice_id = $3 AND m.payment_id = p.id AND m.kind = 'fee'
  ) AS fee_minor, coalesce(c.risk_level, '') AS risk_level, coalesce(c.review, '') AS review, (
    SELECT coalesce(sum(f.amount_minor), 0)::bigint FROM refunds f
    WHERE f.tenant_id = $1 AND f.payment_id = p.id AND f.state = 'requested'
  ) AS waiting_minor, coalesce(c.dispute_status, '') AS dispute_status, (
    SELECT d.id FROM disputes d
    WHERE d.tenant_id = $1 AND d.payment_id = p.of_id AND d.provider_id = p.provider_id AND p.kind LIKE 'chargeback%'
  ) AS dispute_id
FROM payments p LEFT JOIN payments r ON r.tenant_id = p.tenant_id AND r.reverses_id = p.id
LEFT JOIN charges c ON c.tenant_id = p.tenant_id AND c.payment_id = p.id
WHERE p.tenant_id = $1 AND p.invoice_id = $3 ORDER BY p.created_at DESC, p.id DESC LIMIT 200"""

# Stripe's messages may bring several in one instant: in it money comes before what happens to it.
_RANKS = "'{issue,payment,fee,dispute,refund,refund_failed,chargeback,chargeback_returned}'::text[]"

# What failed is worth a word until something else came of it.
_ATTEMPTS = """
SELECT c.id, CASE c.state WHEN 'created' THEN 'pending' ELSE c.state END AS state, c.amount_minor, c.changed_at AS at,
  c.fault, c.fault_code, c.method_id IS NOT NULL AS is_charge
FROM checkouts c
WHERE c.tenant_id = $1 AND c.invoice_id = $3 AND (c.state = 'pending'
  OR (c.state = 'created' AND c.method_id IS NOT NULL) OR (c.state = 'failed' AND NOT EXISTS (
  SELECT FROM checkouts n WHERE n.tenant_id = $1 AND n.invoice_id = $3 AND n.state IN ('pending', 'paid', 'failed')
    AND (n.changed_at, n.id) > (c.changed_at, c.id))))
ORDER BY c.changed_at DESC, c.id DESC LIMIT 20"""

_METHODS = """
SELECT m.id, m.instrument, m.agreed_at FROM saved_methods m
JOIN payment_accounts a ON a.tenant_id = m.tenant_id AND a.account = m.account
WHERE m.tenant_id = $1 AND m.client_id = i.client_id AND m.state = 'kept' AND a.is_ready AND a.disconnected_at IS NULL
ORDER BY m.agreed_at DESC, m.id DESC LIMIT 20"""

_LEDGER = f"""
SELECT j.id AS journal_id, j.kind, j.at, e.account AS place, e.currency, e.amount_minor
FROM ledger_journals j JOIN ledger_entries e ON e.tenant_id = j.tenant_id AND e.journal_id = j.id
WHERE j.tenant_id = $1 AND j.invoice_id = $3
ORDER BY j.at, array_position({_RANKS}, j.kind), j.id, e.amount_minor DESC LIMIT 400"""  # noqa: S608  # words of ours

_DELIVERY = """
SELECT json_build_object('state', d.state, 'recipient', d.recipient, 'error', d.error)
FROM deliveries d WHERE d.tenant_id = $1 AND d.invoice_id = $3 ORDER BY d.queued_at DESC LIMIT 1"""

_HISTORY = f"""
SELECT a.at, a.actor, a.action, a.object_kind, a.object_id, a.detail, i.number, i.client_name, i.currency, i.total_minor
FROM audit_entries a WHERE a.tenant_id = $1 AND a.object_id = $3 ORDER BY a.seq DESC LIMIT {MOST_ENTRIES}"""  # noqa: S608  # a constant of ours

_NEWER = """
SELECT n.id FROM invoices n WHERE n.tenant_id = $1 AND (n.created_at, n.id) > (i.created_at, i.id)
ORDER BY n.created_at, n.id LIMIT 1"""

_OLDER = """
SELECT n.id FROM invoices n WHERE n.tenant_id = $1 AND (n.created_at, n.id) < (i.created_at, i.id)
ORDER BY n.created_at DESC, n.id DESC LIMIT 1"""


_TROUBLES = f"SELECT * FROM ({TROUBLES}) trouble WHERE trouble.invoice_id = $3 ORDER BY at"  # noqa: S608  # ours


def _list(read: str) -> str:
    return f"(SELECT coalesce(json_agg(part), '[]') FROM ({read}) part)"  # noqa: S608  # reads are ours


STATEMENT = f"""
SELECT json_build_object(
  'time_zone', t.time_zone, 'today', ($2::timestamptz AT TIME ZONE t.time_zone)::date,
  'invoice', (SELECT to_json(one) FROM ({_INVOICE}) one),
  'newer', ({_NEWER}), 'older', ({_OLDER}), 'delivery', ({_DELIVERY}),
  'payments', {_list(_PAYMENTS)}, 'troubles', {_list(_TROUBLES)}, 'attempts', {_list(_ATTEMPTS)},
  'methods', {_list(_METHODS)},
  'ledger', {_list(_LEDGER)}, 'history', {_list(_HISTORY)}
)::text AS found
FROM tenants t JOIN invoices i ON i.tenant_id = t.tenant_id
WHERE t.tenant_id = $1 AND i.id = $3::uuid"""  # noqa: S608  # parts are ours, values are bound
