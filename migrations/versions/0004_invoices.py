"""
Invoices: drafts and issued ones in one table, told apart by their status.

The database itself refuses what must never happen: an issued invoice that changes, a number used twice, an amount
paid on a draft.
"""

from alembic import op
from rls import tenant_table

revision = "0004"
down_revision = "0003"

# What an issued invoice may still change: how it is paid, whether it stands, and the hints of delivery.
LIVE_COLUMNS = (
    "status",
    "paid_minor",
    "sent_at",
    "viewed_at",
    "voided_at",
    "link_version",
    "link_hash",
    "updated_at",
    "revision",
)


def upgrade() -> None:
    tenant_table(
        "number_series",
        """
  series text NOT NULL,
  period text NOT NULL,
  last_seq integer NOT NULL CHECK (last_seq >= 0),
  PRIMARY KEY (tenant_id, series, period)""",
        grant="SELECT, INSERT, UPDATE",
    )
    tenant_table("invoices", _COLUMNS, grant="SELECT, INSERT, UPDATE, DELETE")
    op.execute("CREATE UNIQUE INDEX ux_invoices_seq ON invoices (tenant_id, series, period, seq)")
    op.execute("CREATE UNIQUE INDEX ux_invoices_number ON invoices (tenant_id, number)")
    op.execute("CREATE INDEX ix_invoices_tenant_created ON invoices (tenant_id, created_at DESC, id DESC)")
    op.execute(
        "CREATE INDEX ix_invoices_tenant_status ON invoices (tenant_id, status, created_at DESC, id DESC)"
    )
    op.execute(
        "CREATE INDEX ix_invoices_tenant_due ON invoices (tenant_id, due_on) WHERE status IN ('issued', 'partially_paid')"
    )
    op.execute(
        "CREATE INDEX ix_invoices_tenant_client ON invoices (tenant_id, client_id, created_at DESC, id DESC)"
    )
    # Sums by month read this index alone.
    op.execute(
        "CREATE INDEX ix_invoices_tenant_issued ON invoices (tenant_id, issued_on, id) "
        "INCLUDE (currency, total_minor, status) WHERE status <> 'draft'"
    )
    op.execute("CREATE INDEX ix_invoices_metadata ON invoices USING gin (metadata jsonb_path_ops)")
    tenant_table("invoice_lines", _LINE_COLUMNS)
    op.execute("CREATE INDEX ix_invoice_lines_metadata ON invoice_lines USING gin (metadata jsonb_path_ops)")
    tenant_table("invoice_taxes", _TAX_COLUMNS)
    _freeze()


_COLUMNS = """
  id uuid NOT NULL,
  status text NOT NULL DEFAULT 'draft'
    CHECK (status IN ('draft', 'issued', 'partially_paid', 'paid', 'void', 'uncollectible')),
  client_id uuid,
  client_name text NOT NULL DEFAULT '',
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  language text NOT NULL,
  prices_include_tax boolean NOT NULL DEFAULT false,
  discount_percent numeric(20,6) NOT NULL DEFAULT 0 CHECK (discount_percent >= 0 AND discount_percent <= 100),
  discount_minor bigint NOT NULL DEFAULT 0,
  charge_minor bigint NOT NULL DEFAULT 0,
  payment_days integer NOT NULL DEFAULT 14,
  service_from date,
  service_to date,
  reference text NOT NULL DEFAULT '',
  intro text NOT NULL DEFAULT '',
  notes text NOT NULL DEFAULT '',
  terms text NOT NULL DEFAULT '',
  metadata jsonb NOT NULL DEFAULT '{}',
  issued_on date,
  due_on date,
  series text,
  period text,
  seq integer,
  number text,
  lines_minor bigint NOT NULL DEFAULT 0,
  total_discount_minor bigint NOT NULL DEFAULT 0,
  total_charge_minor bigint NOT NULL DEFAULT 0,
  net_minor bigint NOT NULL DEFAULT 0,
  tax_minor bigint NOT NULL DEFAULT 0,
  rounding_minor bigint NOT NULL DEFAULT 0,
  total_minor bigint NOT NULL DEFAULT 0,
  paid_minor bigint NOT NULL DEFAULT 0,
  seller jsonb,
  buyer jsonb,
  bank jsonb,
  layout jsonb,
  content_hash bytea,
  link_version integer NOT NULL DEFAULT 1,
  link_hash bytea,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  edited_by text NOT NULL DEFAULT '',
  issued_at timestamptz,
  sent_at timestamptz,
  viewed_at timestamptz,
  voided_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id) ON DELETE RESTRICT,
  CHECK (net_minor + tax_minor + rounding_minor = total_minor),
  CHECK ((status = 'draft') = (number IS NULL)),
  CHECK (status = 'draft' OR (seq IS NOT NULL AND issued_on IS NOT NULL AND due_on IS NOT NULL AND issued_at IS NOT NULL
         AND client_id IS NOT NULL AND seller IS NOT NULL AND buyer IS NOT NULL AND content_hash IS NOT NULL)),
  CHECK (status <> 'draft' OR paid_minor = 0),
  CHECK (status <> 'void' OR paid_minor = 0)"""

_LINE_COLUMNS = """
  invoice_id uuid NOT NULL,
  id uuid NOT NULL,
  position integer NOT NULL,
  item_id uuid,
  description text NOT NULL,
  note text NOT NULL DEFAULT '',
  quantity numeric(20,6) NOT NULL,
  unit text NOT NULL DEFAULT '',
  unit_price numeric(20,6) NOT NULL,
  discount_percent numeric(20,6) NOT NULL DEFAULT 0,
  discount_minor bigint NOT NULL DEFAULT 0,
  charge_minor bigint NOT NULL DEFAULT 0,
  tax_category text NOT NULL CHECK (tax_category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
  tax_rate numeric(20,6) NOT NULL,
  net_minor bigint NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, invoice_id, id),
  UNIQUE (tenant_id, invoice_id, position),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT,
  CHECK (quantity > '-Infinity' AND quantity < 'Infinity'),
  CHECK (unit_price >= 0 AND unit_price < 'Infinity'),
  CHECK (discount_percent >= 0 AND discount_percent <= 100),
  CHECK (tax_rate >= 0 AND tax_rate <= 100)"""

_TAX_COLUMNS = """
  invoice_id uuid NOT NULL,
  category text NOT NULL,
  rate numeric(20,6) NOT NULL,
  base_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, category, rate),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT"""


def _freeze() -> None:
    """Make the database refuse every change of what was issued, whoever asks."""
    live = ", ".join(f"'{column}'" for column in LIVE_COLUMNS)
    op.execute(
        f"""CREATE FUNCTION keep_issued_invoice() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF OLD.status = 'draft' THEN
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
          END IF;
          IF TG_OP = 'DELETE' OR NEW.status = 'draft'
             OR (to_jsonb(NEW) - ARRAY[{live}]) <> (to_jsonb(OLD) - ARRAY[{live}]) THEN
            RAISE EXCEPTION 'an issued invoice never changes' USING ERRCODE = '23514', CONSTRAINT = 'issued_is_final';
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        "CREATE TRIGGER issued_is_final BEFORE UPDATE OR DELETE ON invoices "
        "FOR EACH ROW EXECUTE FUNCTION keep_issued_invoice()"
    )
    op.execute(
        """CREATE FUNCTION keep_issued_parts() RETURNS trigger LANGUAGE plpgsql
        SET search_path = public, pg_temp AS $$
        BEGIN
          -- An update concerns two invoices when it would move a part from one to the other.
          IF TG_OP <> 'INSERT' AND
             (SELECT status FROM public.invoices i WHERE i.tenant_id = OLD.tenant_id AND i.id = OLD.invoice_id) <> 'draft'
          THEN
            RAISE EXCEPTION 'an issued invoice never changes' USING ERRCODE = '23514', CONSTRAINT = 'issued_is_final';
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          IF (SELECT status FROM public.invoices i WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.invoice_id) <> 'draft'
          THEN
            RAISE EXCEPTION 'an issued invoice never changes' USING ERRCODE = '23514', CONSTRAINT = 'issued_is_final';
          END IF;
          RETURN NEW;
        END $$"""
    )
    for table in ("invoice_lines", "invoice_taxes"):
        op.execute(
            f"CREATE TRIGGER issued_is_final BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION keep_issued_parts()"
        )
