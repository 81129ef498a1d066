"""What tenants pay us: subscriptions, changes of them, the ledger of usage, and what was told to Stripe of it."""

from alembic import op
from rls import erased_with_books, tenant_table

revision = "0024"
down_revision = "0023"

TOPICS = "'session', 'payment', 'account', 'subscription'"


def upgrade() -> None:
    _subscriptions()
    _usage()
    _topics()
    _what_was_before()
    _erasing()


def _subscriptions() -> None:
    tenant_table(
        "subscriptions",
        """
  id uuid NOT NULL,
  payer text NOT NULL DEFAULT '',
  provider_id text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT '',
  plan text NOT NULL DEFAULT 'free',
  currency text NOT NULL DEFAULT '',
  granted text,
  started_at timestamptz,
  period_ends_at timestamptz,
  trial_ends_at timestamptz,
  past_due_at timestamptz,
  ends_at timestamptz,
  ended_at timestamptz,
  confirmed_at timestamptz,
  PRIMARY KEY (tenant_id, id)""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE UNIQUE INDEX ux_subscriptions_tenant ON subscriptions (tenant_id)")
    tenant_table(
        "plan_changes",
        """
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('start', 'change', 'cancel', 'keep')),
  plan text NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'open', 'done', 'refused')),
  session_id text NOT NULL DEFAULT '',
  url text NOT NULL DEFAULT '',
  fault text NOT NULL DEFAULT '',
  requested_by text NOT NULL,
  as_of timestamptz,
  expires_at timestamptz,
  requested_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)""",
        grant="SELECT, INSERT, UPDATE",
    )
    # One at a time: whoever presses a second time, in another tab, takes up the first.
    op.execute(
        "CREATE UNIQUE INDEX ux_plan_changes_live ON plan_changes (tenant_id) WHERE state IN ('asked', 'open')"
    )


def _usage() -> None:
    tenant_table(
        "usage_ledger",
        """
  id uuid NOT NULL,
  meter text NOT NULL,
  source_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)""",
        grant="SELECT, INSERT",
    )
    op.execute("CREATE UNIQUE INDEX ux_usage_ledger_source ON usage_ledger (tenant_id, meter, source_id)")
    op.execute("CREATE INDEX ix_usage_ledger_at ON usage_ledger (tenant_id, meter, at)")
    tenant_table(
        "usage_exports",
        """
  id uuid NOT NULL,
  payer text NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'taken', 'refused')),
  fault text NOT NULL DEFAULT '',
  asked_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, id) REFERENCES usage_ledger (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_usage_exports_asked ON usage_exports (tenant_id, id) WHERE state = 'asked'")
    tenant_table(
        "usage_comparisons",
        """
  day date NOT NULL,
  ours bigint NOT NULL,
  theirs bigint NOT NULL,
  compared_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, day)""",
        grant="SELECT, INSERT, UPDATE",
    )


def _topics() -> None:
    for table, none in (("provider_events", "'', "), ("parked_objects", "")):
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_topic_check, "
            f"ADD CONSTRAINT {table}_topic_check CHECK (topic IN ({none}{TOPICS}))"
        )


def _what_was_before() -> None:
    """Count invoices that are there, and let tenants that are there keep everything: they never chose a plan."""
    told = {
        "usage_ledger": "SELECT tenant_id, id, 'invoices', id, 1, issued_at FROM invoices WHERE status <> 'draft'",
        "subscriptions (tenant_id, id, granted)": "SELECT tenant_id, tenant_id, 'agency' FROM tenants WHERE closed_at IS NULL",
    }
    tables = ("invoices", "tenants", "usage_ledger", "subscriptions")
    for table in tables:  # the owner sees all rows meanwhile, in this transaction alone
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for table, rows in told.items():
        op.execute(f"INSERT INTO {table} {rows}")  # names of ours
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


# In the order in which they lean on each other.
TABLES = ("usage_comparisons", "usage_exports", "usage_ledger", "plan_changes", "subscriptions")


def _erasing() -> None:
    """Let these rows go together with the books of a tenant whose time is over: they prove what it paid."""
    erased_with_books(TABLES, before="erase_collected_piece")
