"""Clients, items and tax rates."""

from alembic import op
from rls import tenant_table

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _clients()
    _tax_rates()
    _items()


def _clients() -> None:
    tenant_table(
        "clients",
        """
  id uuid NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  email text NOT NULL DEFAULT '',
  phone text NOT NULL DEFAULT '',
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  street text NOT NULL DEFAULT '',
  postal_code text NOT NULL DEFAULT '',
  city text NOT NULL DEFAULT '',
  region text NOT NULL DEFAULT '',
  vat_id text NOT NULL DEFAULT '',
  tax_number text NOT NULL DEFAULT '',
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  language text NOT NULL,
  payment_days integer CHECK (payment_days BETWEEN 0 AND 365),
  notes text NOT NULL DEFAULT '',
  contacts jsonb NOT NULL DEFAULT '[]',
  metadata jsonb NOT NULL DEFAULT '{}',
  revision integer NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)""",
    )
    op.execute("CREATE INDEX ix_clients_tenant_name ON clients (tenant_id, lower(name), id)")
    op.execute("CREATE INDEX ix_clients_metadata ON clients USING gin (metadata jsonb_path_ops)")


def _tax_rates() -> None:
    tenant_table(
        "tax_rates",
        """
  id uuid NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  category text NOT NULL CHECK (category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
  rate numeric(20,6) NOT NULL CHECK (rate >= 0 AND rate <= 100),
  is_default boolean NOT NULL DEFAULT false,
  revision integer NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((category = 'S') = (rate > 0))""",
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_tax_rates_default ON tax_rates (tenant_id) WHERE is_default AND archived_at IS NULL"
    )


def _items() -> None:
    tenant_table(
        "items",
        """
  id uuid NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  note text NOT NULL DEFAULT '',
  unit text NOT NULL DEFAULT '',
  unit_price numeric(20,6) NOT NULL CHECK (unit_price >= 0 AND unit_price < 'Infinity'),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  tax_rate_id uuid,
  metadata jsonb NOT NULL DEFAULT '{}',
  revision integer NOT NULL DEFAULT 1,
  archived_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, tax_rate_id) REFERENCES tax_rates (tenant_id, id) ON DELETE RESTRICT""",
    )
    op.execute("CREATE INDEX ix_items_tenant_name ON items (tenant_id, lower(name), id)")
