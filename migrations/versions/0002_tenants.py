"""Tenants, their members, settings and keys; the audit chain; and answers kept for repeated requests."""

from alembic import op
from rls import tenant_table

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _tenants()
    _members()
    _api_keys()
    _audit()
    _kept_answers()


def _tenants() -> None:
    tenant_table(
        "tenants",
        """
  slug text NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  legal_name text NOT NULL DEFAULT '',
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  language text NOT NULL,
  time_zone text NOT NULL,
  street text NOT NULL DEFAULT '',
  postal_code text NOT NULL DEFAULT '',
  city text NOT NULL DEFAULT '',
  region text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '',
  phone text NOT NULL DEFAULT '',
  vat_id text NOT NULL DEFAULT '',
  tax_number text NOT NULL DEFAULT '',
  iban text NOT NULL DEFAULT '',
  bic text NOT NULL DEFAULT '',
  bank_name text NOT NULL DEFAULT '',
  logo text NOT NULL DEFAULT '',
  accent text NOT NULL DEFAULT '#2b4fc4',
  template text NOT NULL DEFAULT 'modern' CHECK (template IN ('modern', 'classic')),
  paper text NOT NULL DEFAULT 'a4' CHECK (paper IN ('a4', 'us-letter')),
  payment_days integer NOT NULL DEFAULT 14 CHECK (payment_days BETWEEN 0 AND 365),
  number_format text NOT NULL DEFAULT '{YYYY}-{seq:04}',
  footer text NOT NULL DEFAULT '',
  notes text NOT NULL DEFAULT '',
  terms text NOT NULL DEFAULT '',
  settings_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id),
  UNIQUE (tenant_id, slug)""",
        grant="SELECT, INSERT, UPDATE",
    )


def _members() -> None:
    tenant_table(
        "members",
        """
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'accountant', 'member', 'viewer')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, person_id),
  FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE RESTRICT""",
    )


def _api_keys() -> None:
    tenant_table(
        "api_keys",
        """
  id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash)""",
        grant="SELECT, INSERT, UPDATE",
    )


def _kept_answers() -> None:
    tenant_table(
        "idempotency_keys",
        """
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  fingerprint bytea NOT NULL,
  status smallint NOT NULL,
  answer bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, principal, route, key)""",
    )


def _audit() -> None:
    """Create the chain: entries that nobody may change, and one head per tenant that appends take turns on."""
    tenant_table(
        "chain_heads",
        """
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (tenant_id)""",
        grant="SELECT, INSERT, UPDATE",
    )
    tenant_table(
        "audit_entries",
        """
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  object_kind text NOT NULL,
  object_id uuid NOT NULL,
  request_id text NOT NULL DEFAULT '',
  detail jsonb NOT NULL DEFAULT '{}',
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (tenant_id, seq)""",
        grant="SELECT, INSERT",
    )
    op.execute("CREATE INDEX ix_audit_entries_object ON audit_entries (tenant_id, object_id, seq DESC)")
