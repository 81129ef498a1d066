"""What may become of a collected payment: fraud warnings, disputes, the evidence against them, reviews."""

from alembic import op
from rls import erased_with_books, tenant_table

revision = "0028"
down_revision = "0027"

TOPICS = "'session', 'payment', 'account', 'subscription', 'warning'"
CURRENCY = "CHECK (currency ~ '^[A-Z]{3}$')"
OF_PAYMENT = "FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id) ON DELETE RESTRICT"


def upgrade() -> None:
    _topics()
    _known_tables()
    _disputes()
    _warnings()
    _erasing()


def _topics() -> None:
    for table, topics in (("provider_events", f"'', {TOPICS}"), ("parked_objects", TOPICS)):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_topic_check")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_topic_check CHECK (topic IN ({topics}))")


def _known_tables() -> None:
    op.execute("ALTER TABLE refunds ADD COLUMN is_fraud boolean NOT NULL DEFAULT false")
    for column in ("outcome", "outcome_says", "review"):
        op.execute(f"ALTER TABLE charges ADD COLUMN {column} text NOT NULL DEFAULT ''")


def _disputes() -> None:
    tenant_table(
        "disputes",
        f"""
  id uuid NOT NULL,
  provider_id text NOT NULL,
  payment_id uuid NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL {CURRENCY},
  is_refundable boolean NOT NULL,
  submissions integer NOT NULL,
  opened_at timestamptz NOT NULL,
  evidence_due_at timestamptz,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, provider_id),
  {OF_PAYMENT}""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_disputes_payment ON disputes (tenant_id, payment_id)")
    op.execute("CREATE INDEX ix_disputes_opened ON disputes (tenant_id, opened_at DESC, id DESC)")
    tenant_table(
        "evidence",
        """
  id uuid NOT NULL,
  dispute_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'submitted', 'refused')),
  texts jsonb NOT NULL,
  has_document boolean NOT NULL,
  file_id text NOT NULL DEFAULT '',
  fault text NOT NULL DEFAULT '',
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, dispute_id) REFERENCES disputes (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )
    # A bank takes evidence once.
    op.execute(
        "CREATE UNIQUE INDEX ux_evidence_once ON evidence (tenant_id, dispute_id) WHERE state <> 'refused'"
    )
    op.execute("CREATE INDEX ix_evidence_dispute ON evidence (tenant_id, dispute_id)")


def _warnings() -> None:
    tenant_table(
        "fraud_warnings",
        f"""
  id uuid NOT NULL,
  provider_id text NOT NULL,
  payment_id uuid NOT NULL,
  fraud_type text NOT NULL,
  is_actionable boolean NOT NULL,
  warned_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  left_by text NOT NULL DEFAULT '',
  left_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, provider_id),
  {OF_PAYMENT}""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_fraud_warnings_payment ON fraud_warnings (tenant_id, payment_id)")
    op.execute("CREATE INDEX ix_fraud_warnings_warned ON fraud_warnings (tenant_id, warned_at DESC, id DESC)")
    tenant_table(
        "fraud_limits",
        f"""
  currency text NOT NULL {CURRENCY},
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, currency)""",
    )


# Before what they lean on; in the order in which they lean on each other.
TABLES = ("evidence", "disputes", "fraud_warnings", "fraud_limits")


def _erasing() -> None:
    """Let these rows go together with the books of a tenant whose time is over."""
    erased_with_books(TABLES, before="erase_subscribed_piece")
