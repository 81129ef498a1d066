"""What a tenant pays us, and the ledger of what it used. Constraints: migrations/versions/0024, 0034."""

from sqlalchemy import BigInteger, Date, Integer, Uuid

from invoiceflow.runtime.schema import INSTANT, optional, required, tenant_table, texts

subscriptions = tenant_table(
    "subscriptions",
    required("id", Uuid),
    *texts("payer", "provider_id", "status", "plan", "currency"),
    optional("granted"),
    *(
        optional(name, INSTANT)
        for name in (
            *("started_at", "period_ends_at", "trial_ends_at", "past_due_at"),
            *("ends_at", "ended_at", "confirmed_at"),
        )
    ),
)

plan_changes = tenant_table(
    "plan_changes",
    required("id", Uuid),
    *texts("kind", "plan", "state", "session_id", "url", "fault", "requested_by"),
    optional("as_of", INSTANT),
    optional("expires_at", INSTANT),
    *(required(name, INSTANT) for name in ("requested_at", "changed_at")),
)

limit_notices = tenant_table(
    "limit_notices",
    required("id", Uuid),
    *texts("plan", "resource"),
    required("percent", Integer),
    required("period", Date),
    required("told_at", INSTANT),
)

usage_ledger = tenant_table(
    "usage_ledger",
    required("id", Uuid),
    required("meter"),
    required("source_id", Uuid),
    required("quantity", Integer),
    required("at", INSTANT),
)

usage_exports = tenant_table(
    "usage_exports",
    required("id", Uuid),
    required("payer"),
    required("state"),
    required("fault"),
    *(required(name, INSTANT) for name in ("asked_at", "changed_at")),
    required("refusals", Integer),
)

usage_comparisons = tenant_table(
    "usage_comparisons",
    required("day", Date),
    *(required(name, BigInteger) for name in ("ours", "theirs")),
    required("compared_at", INSTANT),
)
