"""Money that Stripe collects: more kinds of payments, clearing accounts, and what moves there without a client."""

from alembic import op
from rls import tenant_table

revision = "0018"
down_revision = "0017"

KINDS = "'payment', 'reversal', 'refund', 'refund_failed', 'chargeback', 'chargeback_returned'"
ACCOUNTS = (
    "'receivable', 'bank', 'revenue', 'tax', 'rounding', 'client_credit', 'clearing', 'disputed', 'fees'"
)


def upgrade() -> None:
    _payments()
    _ledger()
    tenant_table(
        "clearing_movements",
        """
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('fee', 'dispute')),
  provider_id text NOT NULL CHECK (provider_id <> ''),
  payment_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, kind, provider_id),
  FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT",
    )
    op.execute("CREATE INDEX ix_clearing_movements_invoice ON clearing_movements (tenant_id, invoice_id)")


def _payments() -> None:
    op.execute(
        f"""ALTER TABLE payments
        ADD kind text NOT NULL DEFAULT 'payment' CHECK (kind IN ({KINDS})),
        ADD of_id uuid,
        ADD provider_id text NOT NULL DEFAULT '',
        DROP CONSTRAINT payments_check"""
    )
    # The owner stands behind the wall as well, and binds no tenant here.
    op.execute("ALTER TABLE payments NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE payments SET kind = 'reversal', of_id = reverses_id WHERE reverses_id IS NOT NULL")
    op.execute("ALTER TABLE payments FORCE ROW LEVEL SECURITY")
    op.execute(
        """ALTER TABLE payments
        ADD FOREIGN KEY (tenant_id, of_id) REFERENCES payments (tenant_id, id) ON DELETE RESTRICT,
        ADD CONSTRAINT payments_kind CHECK (
          (kind = 'payment') = (of_id IS NULL) AND (kind = 'reversal') = (reverses_id IS NOT NULL)
          AND (kind IN ('payment', 'refund_failed', 'chargeback_returned')) = (amount_minor > 0)
          AND (kind IN ('payment', 'reversal') OR provider_id <> '')
          AND (kind <> 'reversal' OR (provider_id = '' AND of_id = reverses_id)))"""
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_payments_provider ON payments (tenant_id, kind, provider_id) WHERE provider_id <> ''"
    )
    op.execute("CREATE INDEX ix_payments_of ON payments (tenant_id, of_id) WHERE of_id IS NOT NULL")


def _ledger() -> None:
    op.execute(
        f"""ALTER TABLE ledger_journals DROP CONSTRAINT ledger_journals_kind_check,
        ADD CONSTRAINT ledger_journals_kind_check CHECK (kind IN ('issue', 'void', 'fee', 'dispute', {KINDS}))"""
    )
    op.execute(
        f"""ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_account_check,
        ADD CONSTRAINT ledger_entries_account_check CHECK (account IN ({ACCOUNTS}))"""
    )
