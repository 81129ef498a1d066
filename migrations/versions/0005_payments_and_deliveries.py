"""Payments and the ledger that the database keeps balanced; documents; deliveries."""

from alembic import op
from rls import tenant_table

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _ledger()
    _balance()
    _payments()
    _documents()
    _deliveries()


def _ledger() -> None:
    tenant_table(
        "ledger_journals",
        """
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('issue', 'void', 'payment', 'reversal')),
  invoice_id uuid NOT NULL,
  source_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, kind, source_id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT",
    )
    tenant_table(
        "ledger_entries",
        """
  journal_id uuid NOT NULL,
  position smallint NOT NULL,
  account text NOT NULL CHECK (account IN ('receivable', 'bank', 'revenue', 'tax', 'rounding', 'client_credit')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  PRIMARY KEY (tenant_id, journal_id, position),
  FOREIGN KEY (tenant_id, journal_id) REFERENCES ledger_journals (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT",
    )
    op.execute("CREATE INDEX ix_ledger_journals_invoice ON ledger_journals (tenant_id, invoice_id)")


def _payments() -> None:
    tenant_table(
        "payments",
        """
  id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  reverses_id uuid,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  method text NOT NULL CHECK (method IN ('bank_transfer', 'cash', 'card', 'cheque', 'direct_debit', 'other')),
  received_on date NOT NULL,
  reference text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  recorded_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, reverses_id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (tenant_id, reverses_id) REFERENCES payments (tenant_id, id) ON DELETE RESTRICT,
  CHECK ((reverses_id IS NULL) = (amount_minor > 0))""",
        grant="SELECT, INSERT",
    )
    op.execute("CREATE INDEX ix_payments_invoice ON payments (tenant_id, invoice_id, created_at)")
    op.execute("CREATE INDEX ix_payments_received ON payments (tenant_id, received_on DESC, id DESC)")


def _documents() -> None:
    tenant_table(
        "documents",
        """
  invoice_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('pdf')),
  file text NOT NULL,
  size_bytes integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, kind),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT",
    )


def _deliveries() -> None:
    tenant_table(
        "deliveries",
        """
  id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  recipient text NOT NULL,
  recipient_name text NOT NULL DEFAULT '',
  message text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('queued', 'accepted', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  message_id text NOT NULL DEFAULT '',
  error text NOT NULL DEFAULT '',
  requested_by text NOT NULL,
  queued_at timestamptz NOT NULL,
  accepted_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_deliveries_invoice ON deliveries (tenant_id, invoice_id, queued_at DESC)")
    op.execute(
        "CREATE INDEX ix_deliveries_failed ON deliveries (tenant_id, queued_at) WHERE state = 'failed'"
    )


def _balance() -> None:
    """Refuse, at commit, a journal whose entries do not add up to zero in every currency, or that has none."""
    op.execute(
        """CREATE FUNCTION keep_balanced() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$
        DECLARE wanted uuid;
        BEGIN
          IF TG_TABLE_NAME = 'ledger_journals' THEN wanted := NEW.id; ELSE wanted := NEW.journal_id; END IF;
          IF NOT EXISTS (SELECT FROM public.ledger_entries e WHERE e.tenant_id = NEW.tenant_id AND e.journal_id = wanted)
             OR EXISTS (SELECT FROM public.ledger_entries e WHERE e.tenant_id = NEW.tenant_id AND e.journal_id = wanted
                        GROUP BY e.currency HAVING sum(e.amount_minor) <> 0) THEN
            RAISE EXCEPTION 'journal % is not balanced', wanted USING ERRCODE = '23514', CONSTRAINT = 'ledger_balanced';
          END IF;
          RETURN NULL;
        END $$"""
    )
    for table in ("ledger_journals", "ledger_entries"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_balanced()"
        )
