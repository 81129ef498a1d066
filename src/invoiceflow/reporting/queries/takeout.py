"""Everything that a tenant has, row by row, for an export: a part at a time, each a statement of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from invoiceflow.runtime.reads import Reading

_PART = 500
_BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Part:
    """
    One table of an export: the name of its files, its columns in their order, and how its rows are read.

    ``source`` is what stands behind FROM, with the alias ``r``; ``key`` the column that orders it. What is secret
    (hashes of keys and links) is in no list of columns.
    """

    name: str
    columns: tuple[str, ...]
    source: str
    key: str = "id"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of an issued invoice, and the name of its file."""

    invoice_id: UUID
    number: str
    kind: str
    file: str


def _part(name: str, columns: str, source: str = "", *, key: str = "id") -> Part:
    return Part(name, tuple(columns.split()), f"{source or name} r", key)


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

PARTS = (
    _part(
        "tenant",
        "tenant_id slug name legal_name country currency language time_zone street postal_code city region email phone "
        "vat_id tax_number iban bic bank_name accent template paper payment_days number_format footer notes terms "
        "created_at updated_at",
        "tenants",
        key="tenant_id",
    ),
    _part("members", "id person_id name email role created_at"),
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
    _part(
        "invoices",
        "id status number series period seq client_id client_name currency language issued_on due_on service_from "
        "service_to reference prices_include_tax discount_percent discount_minor charge_minor payment_days lines_minor "
        "total_discount_minor total_charge_minor net_minor tax_minor rounding_minor total_minor paid_minor intro notes "
        "terms seller buyer bank metadata created_at updated_at issued_at sent_at viewed_at voided_at lines taxes",
        _LINES,
    ),
    _part(
        "payments",
        "id invoice_id kind of_id reverses_id provider_id amount_minor currency method received_on reference note "
        "recorded_by created_at",
    ),
    _part("clearing_movements", "id kind provider_id payment_id invoice_id amount_minor currency at"),
    _part("ledger", "id kind invoice_id source_id at entries", _ENTRIES),
    _part(
        "deliveries",
        "id invoice_id recipient recipient_name message state attempts message_id error requested_by queued_at "
        "accepted_at",
    ),
)


_DOCUMENTS = """
SELECT d.invoice_id, i.number, d.kind, d.file FROM documents d
JOIN invoices i ON i.tenant_id = d.tenant_id AND i.id = d.invoice_id
WHERE d.tenant_id = $1 AND d.invoice_id > $2::uuid ORDER BY d.invoice_id LIMIT $3"""


async def rows_of(reading: Reading, part: Part) -> AsyncIterator[list[str]]:
    """Yield the rows of a part as JSON objects whose keys are its columns, in their order."""
    columns = ", ".join(f"r.{column}" for column in part.columns)
    statement = (
        f"SELECT row_to_json(one)::text AS row, one.{part.key} AS place FROM ("  # noqa: S608  # all of it is ours
        f"SELECT {columns} FROM {part.source} WHERE r.tenant_id = $1 AND r.{part.key} > $2::uuid "
        f"ORDER BY r.{part.key} LIMIT {_PART}) one ORDER BY one.{part.key}"
    )
    after = _BEFORE_ALL
    while rows := await reading.rows(statement, after):
        yield [row["row"] for row in rows]
        after = rows[-1]["place"]


async def documents_of(reading: Reading) -> AsyncIterator[StoredDocument]:
    """Yield every stored document."""
    after = _BEFORE_ALL
    while rows := await reading.rows(_DOCUMENTS, after, _PART):
        for row in rows:
            yield StoredDocument(row["invoice_id"], row["number"], row["kind"], row["file"])
        after = rows[-1]["invoice_id"]
