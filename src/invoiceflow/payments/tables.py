"""Payments and the ledger, append-only for the logins. Constraints: migrations/versions/0005 and 0018."""

from sqlalchemy import BigInteger, SmallInteger, Uuid

from invoiceflow.runtime.schema import DAY, INSTANT, optional, required, tenant_table, texts

ledger_journals = tenant_table(
    "ledger_journals",
    required("id", Uuid),
    required("kind"),
    required("invoice_id", Uuid),
    required("source_id", Uuid),
    required("at", INSTANT),
)

ledger_entries = tenant_table(
    "ledger_entries",
    required("journal_id", Uuid),
    required("position", SmallInteger),
    *texts("account", "currency"),
    required("amount_minor", BigInteger),
)

payments = tenant_table(
    "payments",
    required("id", Uuid),
    required("invoice_id", Uuid),
    optional("reverses_id", Uuid),
    required("kind"),
    optional("of_id", Uuid),
    required("provider_id"),
    required("amount_minor", BigInteger),
    *texts("currency", "method", "reference", "note", "recorded_by"),
    required("received_on", DAY),
    required("created_at", INSTANT),
)

clearing_movements = tenant_table(
    "clearing_movements",
    required("id", Uuid),
    *texts("kind", "provider_id"),
    *(required(name, Uuid) for name in ("payment_id", "invoice_id")),
    required("amount_minor", BigInteger),
    required("currency"),
    required("at", INSTANT),
)
