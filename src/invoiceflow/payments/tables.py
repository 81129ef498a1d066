"""
Payments and the ledger, append-only for the logins; and what is known of Stripe.

Constraints: migrations/versions/0005, 0018, 0023, 0027, 0028, 0030, 0031, 0035 and 0036.
"""

from sqlalchemy import ARRAY, BigInteger, Boolean, Integer, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

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

payment_accounts = tenant_table(
    "payment_accounts",
    required("id", Uuid),
    required("account"),
    required("is_ready", Boolean),
    required("requirements", ARRAY(Text)),
    required("opened_by"),
    required("opened_at", INSTANT),
    *(optional(name, INSTANT) for name in ("confirmed_at", "disconnected_at")),
    required("followed_until", INSTANT),
    required("least_part_minor", BigInteger),
    *texts("least_part_currency", "way"),
)

provider_events = tenant_table(
    "provider_events",
    *texts("source", "id", "type", "account", "api_version", "topic", "object_id"),
    *(required(name, INSTANT) for name in ("created_at", "received_at")),
    optional("handled_at", INSTANT),
)

parked_objects = tenant_table(
    "parked_objects",
    *texts("account", "topic", "object_id", "code", "reason"),
    *(required(name, INSTANT) for name in ("parked_at", "tried_at")),
    required("tries", Integer),
)

checkouts = tenant_table(
    "checkouts",
    *(required(name, Uuid) for name in ("id", "invoice_id")),
    required("account"),
    required("amount_minor", BigInteger),
    *texts("currency", "state", "way", "session_id", "payment_intent", "payer", "url", "fault"),
    *(required(name, INSTANT) for name in ("created_at", "changed_at")),
    optional("expires_at", INSTANT),
    required("saves", Boolean),
    optional("method_id", Uuid),
    required("fault_code"),
)

saved_methods = tenant_table(
    "saved_methods",
    *(required(name, Uuid) for name in ("id", "client_id", "checkout_id")),
    *texts("account", "payer", "payment_method", "instrument", "state"),
    *texts("consent_version", "consent_language", "consent_words"),
    required("agreed_at", INSTANT),
    required("ended_by"),
    *(optional(name, INSTANT) for name in ("ended_at", "detached_at")),
)

charges = tenant_table(
    "charges",
    *(required(name, Uuid) for name in ("payment_id", "checkout_id")),
    *texts("account", "payment_intent", "charge_id", "instrument", "risk_level", "dispute_status"),
    *texts("outcome", "outcome_says", "review"),
    optional("evidence_due_at", INSTANT),
    required("confirmed_at", INSTANT),
)

refunds = tenant_table(
    "refunds",
    *(required(name, Uuid) for name in ("id", "payment_id")),
    required("amount_minor", BigInteger),
    *texts("currency", "state", "provider_id", "reason", "fault", "requested_by"),
    required("is_fraud", Boolean),
    *(required(name, INSTANT) for name in ("requested_at", "changed_at")),
)

disputes = tenant_table(
    "disputes",
    *(required(name, Uuid) for name in ("id", "payment_id")),
    *texts("provider_id", "status", "reason", "currency"),
    required("amount_minor", BigInteger),
    required("is_refundable", Boolean),
    required("submissions", Integer),
    required("opened_at", INSTANT),
    optional("evidence_due_at", INSTANT),
    required("seen_at", INSTANT),
)

payouts = tenant_table(
    "payouts",
    *texts("account", "provider_id", "currency", "status"),
    required("amount_minor", BigInteger),
    required("payments", Integer),
    required("arrives_on", DAY),
    *(required(name, INSTANT) for name in ("created_at", "seen_at")),
)

evidence = tenant_table(
    "evidence",
    *(required(name, Uuid) for name in ("id", "dispute_id")),
    *texts("state", "file_id", "fault", "requested_by"),
    required("texts", JSONB),
    required("has_document", Boolean),
    *(required(name, INSTANT) for name in ("requested_at", "changed_at")),
)

fraud_warnings = tenant_table(
    "fraud_warnings",
    *(required(name, Uuid) for name in ("id", "payment_id")),
    *texts("provider_id", "fraud_type", "left_by"),
    required("is_actionable", Boolean),
    *(required(name, INSTANT) for name in ("warned_at", "seen_at")),
    optional("left_at", INSTANT),
)

fraud_limits = tenant_table(
    "fraud_limits",
    *texts("currency", "set_by"),
    required("amount_minor", BigInteger),
    required("set_at", INSTANT),
)
