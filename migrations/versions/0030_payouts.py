"""Payouts: what Stripe sent to the banks of tenants' accounts, and what of it moved out of clearing."""

from alembic import op
from rls import erased_with_books, tenant_table

revision = "0030"
down_revision = "0029"

TOPICS = "'session', 'payment', 'account', 'subscription', 'warning', 'payout'"
MOVEMENTS = "'fee', 'dispute', 'payout', 'payout_returned'"
ENTRIES = "'payment', 'reversal', 'refund', 'refund_failed', 'chargeback', 'chargeback_returned'"


def upgrade() -> None:
    for table, column, known in (
        ("provider_events", "topic", f"'', {TOPICS}"),
        ("parked_objects", "topic", TOPICS),
        ("clearing_movements", "kind", MOVEMENTS),
        ("ledger_journals", "kind", f"'issue', 'void', {MOVEMENTS}, {ENTRIES}"),
    ):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_check")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_check CHECK ({column} IN ({known}))")
    tenant_table(
        "payouts",
        """
  account text NOT NULL,
  provider_id text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  status text NOT NULL,
  amount_minor bigint NOT NULL,
  payments integer NOT NULL CHECK (payments >= 0),
  arrives_on date NOT NULL,
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, account, provider_id)""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_payouts_created ON payouts (tenant_id, created_at DESC, provider_id)")
    erased_with_books(("payouts",), before="erase_disputed_piece")
