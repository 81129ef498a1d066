"""Everything that a tenant has, row by row, for an export: a part at a time, each a statement of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import msgspec

from invoiceflow.runtime.database import Session
from invoiceflow.runtime.reads import Reading

_PART = 500
_BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Part:
    """
    One table of an export: the name of its files, its columns in their order, and how its rows are read.

    ``table`` is the one that it is about, ``source`` what stands behind FROM, with the alias ``r``; ``key`` the column
    that orders it. ``nested`` are tables whose whole rows stand in a column. What is secret (hashes of keys and links)
    is in no list of columns.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    source: str
    key: str = "id"
    nested: tuple[str, ...] = ()


class StoredFile(msgspec.Struct, frozen=True):
    """A file of the tenant: its path in the export, the name that it is stored under, and what it is to people."""

    path: str
    file: str
    title: str


def _part(
    name: str,
    columns: str,
    source: str = "",
    *,
    table: str = "",
    key: str = "id",
    nested: tuple[str, ...] = (),
) -> Part:
    return Part(name, table or name, tuple(columns.split()), f"{source or name} r", key, nested)


_LINES = """(SELECT i.*,
  (SELECT coalesce(json_agg(l ORDER BY l.position), '[]') FROM invoice_lines l
   WHERE l.tenant_id = i.tenant_id AND l.invoice_id = i.id) AS lines,
  (SELECT coalesce(json_agg(x ORDER BY x.category, x.rate), '[]') FROM invoice_taxes x
   WHERE x.tenant_id = i.tenant_id AND x.invoice_id = i.id) AS taxes
FROM invoices i)"""
_ENTRIES = """(SELECT j.*,
  (SELECT coalesce(json_agg(e ORDER BY e.position), '[]') FROM ledger_entries e
   WHERE e.tenant_id = j.tenant_id AND e.journal_id = j.id) AS entries
FROM ledger_journals j)"""
# Walked by an id, which a series has none of.
_SERIES = "(SELECT n.*, md5(n.series || ' ' || n.period)::uuid AS place FROM number_series n)"
# The same, by Stripe's name for it.
_PAYOUTS = "(SELECT p.*, md5(p.account || ' ' || p.provider_id)::uuid AS place FROM payouts p)"

PARTS = (
    _part(
        "tenant",
        "tenant_id slug name legal_name country currency language time_zone street postal_code city region email phone "
        "vat_id tax_number iban bic bank_name logo accent template paper payment_days number_format footer notes terms "
        "approval closing_at purge_after created_at updated_at",
        "tenants",
        table="tenants",
        key="tenant_id",
    ),
    _part("members", "id person_id name email role created_at"),
    _part(
        "invitations",
        "id email role invited_by invited_by_name mail_error version created_at expires_at sent_at",
    ),
    _part("api_keys", "id name prefix scopes created_at created_by expires_at last_used_at revoked_at"),
    _part(
        "clients",
        "id name email phone country street postal_code city region vat_id tax_number currency language payment_days "
        "notes contacts metadata revision archived_at created_at updated_at",
    ),
    _part("tax_rates", "id name category rate is_default revision archived_at created_at updated_at"),
    _part(
        "items",
        "id name note unit unit_price currency tax_rate_id metadata revision archived_at created_at updated_at",
    ),
    _part("number_series", "series period last_seq", _SERIES, key="place"),
    _part(
        "invoices",
        "id status number series period seq client_id client_name currency language issued_on due_on service_from "
        "service_to reference prices_include_tax discount_percent discount_minor charge_minor payment_days lines_minor "
        "total_discount_minor total_charge_minor net_minor tax_minor rounding_minor total_minor paid_minor intro notes "
        "terms seller buyer bank layout metadata approval approval_note edited_by edited_by_id submitted_by "
        "submitted_by_id submitted_at decided_by decided_by_id decided_at revision created_at updated_at issued_at "
        "sent_at viewed_at voided_at lines taxes",
        _LINES,
        nested=("invoice_lines", "invoice_taxes"),
    ),
    _part(
        "payments",
        "id invoice_id kind of_id reverses_id provider_id amount_minor currency method received_on reference note "
        "recorded_by created_at",
    ),
    _part("clearing_movements", "id kind provider_id payment_id invoice_id amount_minor currency at"),
    _part(
        "payment_accounts",
        "id account is_ready requirements opened_by opened_at confirmed_at disconnected_at least_part_minor "
        "least_part_currency way",
    ),
    _part(
        "checkouts",
        "id invoice_id account amount_minor currency state way session_id payment_intent payer fault fault_code saves "
        "method_id created_at changed_at expires_at",
    ),
    _part(
        "saved_methods",
        "id client_id checkout_id account payer payment_method instrument state consent_version consent_language "
        "consent_words agreed_at ended_by ended_at detached_at",
    ),
    _part(
        "charges",
        "payment_id checkout_id account payment_intent charge_id instrument risk_level outcome outcome_says review "
        "dispute_status evidence_due_at confirmed_at",
        key="payment_id",
    ),
    _part(
        "refunds",
        "id payment_id amount_minor currency state provider_id reason is_fraud fault requested_by requested_at "
        "changed_at",
    ),
    _part(
        "disputes",
        "id provider_id payment_id status reason amount_minor currency is_refundable submissions opened_at "
        "evidence_due_at seen_at",
    ),
    _part(
        "evidence",
        "id dispute_id state texts has_document file_id fault requested_by requested_at changed_at",
    ),
    _part(
        "fraud_warnings",
        "id provider_id payment_id fraud_type is_actionable warned_at seen_at left_by left_at",
    ),
    _part(
        "payouts",
        "account provider_id currency status amount_minor payments arrives_on created_at seen_at",
        _PAYOUTS,
        key="place",
    ),
    _part(
        "ledger",
        "id kind invoice_id source_id at entries",
        _ENTRIES,
        table="ledger_journals",
        nested=("ledger_entries",),
    ),
    _part(
        "subscriptions",
        "id payer provider_id status plan currency granted started_at period_ends_at trial_ends_at past_due_at ends_at "
        "ended_at confirmed_at",
    ),
    _part(
        "plan_changes",
        "id kind plan state session_id fault as_of requested_by requested_at changed_at expires_at",
    ),
    _part("usage_ledger", "id meter source_id quantity at"),
    _part("documents", "invoice_id kind file size_bytes created_at", key="invoice_id"),
    _part(
        "deliveries",
        "id invoice_id recipient recipient_name message state attempts message_id error requested_by requested_by_id "
        "provider_id queued_at accepted_at told_at",
    ),
    _part("delivery_notices", "id delivery_id provider_id recipient kind detail at received_at"),
    _part("suppressed_addresses", "id address reason detail invoice_id suppressed_at"),
)

_IS_IN_THE_LOG = "audit.jsonl"
LEFT_OUT = {
    "*.tenant_id": "the whole export is one tenant's, and part tenant names it",
    "api_keys.hash": "secret",
    "invitations.token_hash": "secret",
    "invoices.link_hash": "secret",
    "invoices.link_version": "counts the keys that public links were made with",
    "invoices.content_hash": "proves the row that is stored, by the bytes that it is stored as",
    "tenants.settings_version": "counts changes, for forms and caches",
    "tenants.closed_at": "set where nobody can export any more",
    "tenants.emptied_at": "likewise",
    "tenants.keep_until": "likewise",
    "audit_entries.*": _IS_IN_THE_LOG,
    "chain_heads.*": "the last line of audit.jsonl",
    "invoice_labels.*": "the metadata of invoices and lines once more, made by triggers",
    "idempotency_keys.*": "answers once given to programs, kept for a day",
    "exports.*": "about the export itself",
    "deliveries.is_untold": "for an hour at most, until people are told",
    "payment_accounts.followed_until": "until when messages were looked for",
    "provider_events.*": "that Stripe told of something; what followed from it is in other parts",
    "parked_objects.*": "what waits to be looked at again",
    "fraud_limits.*": "a setting of the product's: nothing happens by it anywhere else",
    "checkouts.url": "leads to a page to pay on for a day",
    "plan_changes.url": "likewise",
    "limit_notices.*": "which emails about limits were queued",
    "usage_exports.*": "what of usage_ledger Stripe was told; of use to the operator alone",
    "usage_comparisons.*": "likewise",
}
"""Columns of tenants' tables that are in no part, each with the reason."""

# A document is a row for each kind of each invoice; walked by the invoice, of which each has one.
_DOCUMENTS = """
SELECT d.invoice_id AS place, i.number, d.kind, d.file FROM documents d
JOIN invoices i ON i.tenant_id = d.tenant_id AND i.id = d.invoice_id
WHERE d.tenant_id = $1 AND d.invoice_id > $2::uuid ORDER BY d.invoice_id LIMIT $3"""
# The one of today, and those that invoices were laid out with.
_LOGOS = """
SELECT t.logo FROM tenants t WHERE t.tenant_id = $1 AND t.logo <> ''
UNION
SELECT i.layout ->> 'logo' FROM invoices i WHERE i.tenant_id = $1 AND i.layout ->> 'logo' <> ''"""
_COUNT = "(SELECT count(*) FROM {table} c WHERE c.tenant_id = $1)"


async def size_of(reading: Reading) -> int:
    """Return how many rows and files there are to be written: tables count twice, for both of their files."""
    tables = [part.table for part in PARTS] * 2 + ["audit_entries", "documents"]
    counts = " + ".join(_COUNT.format(table=table) for table in tables)
    (row,) = await reading.rows(f"SELECT {counts} AS size")
    size: int = row["size"]
    return size


async def rows_of(reading: Reading, part: Part) -> AsyncIterator[list[str]]:
    """Yield the rows of a part as JSON objects whose keys are its columns, in their order."""
    columns = ", ".join(f"r.{column}" for column in part.columns)
    statement = (
        f"SELECT (SELECT row_to_json(one)::text FROM (SELECT {columns}) one) AS row, r.{part.key} AS place "  # noqa: S608  # all of it is ours
        f"FROM {part.source} WHERE r.tenant_id = $1 AND r.{part.key} > $2::uuid ORDER BY r.{part.key} LIMIT {_PART}"
    )
    after = _BEFORE_ALL
    while rows := await reading.rows(statement, after):
        yield [row["row"] for row in rows]
        after = rows[-1]["place"]


async def files_of(session: Session) -> AsyncIterator[StoredFile]:
    """Yield every file that is the tenant's: logos and documents."""
    for row in await session.rows(_LOGOS):
        yield StoredFile(f"logos/{row['logo'][:12]}.png", row["logo"], "a logo")
    after = _BEFORE_ALL
    while rows := await session.rows(_DOCUMENTS, after, _PART):
        for row in rows:
            number, place = str(row["number"]), str(row["place"])
            safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in number)
            yield StoredFile(f"documents/{safe}-{place[-12:]}.{row['kind']}", row["file"], number)
        after = rows[-1]["place"]
