"""Collecting through Stripe: the tenant's account there, checkouts, refunds, messages, and what is parked."""

from alembic import op
from rls import definer, erased_with_books, tenant_table

revision = "0023"
down_revision = "0022"

CHECKOUT_STATES = "'created', 'open', 'pending', 'paid', 'failed', 'expired', 'refused'"
REFUND_STATES = "'requested', 'requires_action', 'pending', 'succeeded', 'failed', 'canceled', 'refused'"
CURRENCY = "CHECK (currency ~ '^[A-Z]{3}$')"


def upgrade() -> None:
    _account_look_ups()
    _stray_events()
    _accounts()
    _inbox()
    _checkouts()
    _charges()
    _refunds()
    _erasing()


def _account_look_ups() -> None:
    op.execute("CREATE TABLE directory.payment_accounts (account text PRIMARY KEY, tenant_id uuid NOT NULL)")
    definer(
        "directory.tenant_of_payment_account(wanted text)",
        "uuid",
        """BEGIN RETURN (SELECT p.tenant_id FROM directory.payment_accounts p WHERE p.account = wanted
        AND NOT EXISTS (SELECT FROM directory.slugs s WHERE s.tenant_id = p.tenant_id AND s.keep_until IS NOT NULL)); END""",
    )
    # Stays when a tenant disconnects: refunds and disputes of what was collected still come.
    definer(
        "directory.enter_payment_account(new_account text)",
        "void",
        """BEGIN
          INSERT INTO directory.payment_accounts VALUES (new_account, directory.bound_tenant())
          ON CONFLICT (account) DO NOTHING;
          IF NOT EXISTS (SELECT FROM directory.payment_accounts
                         WHERE account = new_account AND tenant_id = directory.bound_tenant()) THEN
            RAISE EXCEPTION 'the account is another tenant''s' USING ERRCODE = '42501';
          END IF;
        END""",
        volatile=True,
    )


def _stray_events() -> None:
    """Keep for a while what is heard of accounts that nobody here has."""
    op.execute(
        """CREATE TABLE directory.stray_events (
          source text NOT NULL, id text NOT NULL, type text NOT NULL, account text NOT NULL,
          received_at timestamptz NOT NULL, PRIMARY KEY (source, id))"""
    )
    definer(
        "directory.keep_stray_event(source text, id text, type text, account text, received_at timestamptz)",
        "void",
        """BEGIN
          INSERT INTO directory.stray_events VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;
        END""",
        volatile=True,
    )
    definer(
        "directory.forget_stray_events(before timestamptz)",
        "void",
        "BEGIN DELETE FROM directory.stray_events WHERE received_at < before; END",
        volatile=True,
        logins="if_worker",
    )


def _accounts() -> None:
    tenant_table(
        "payment_accounts",
        """
  id uuid NOT NULL,
  account text NOT NULL DEFAULT '',
  is_ready boolean NOT NULL DEFAULT false,
  requirements text[] NOT NULL DEFAULT '{}',
  opened_by text NOT NULL,
  opened_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  disconnected_at timestamptz,
  followed_until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_payment_accounts_live ON payment_accounts (tenant_id) WHERE disconnected_at IS NULL"
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_payment_accounts_account ON payment_accounts (tenant_id, account) WHERE account <> ''"
    )


def _inbox() -> None:
    tenant_table(
        "provider_events",
        """
  source text NOT NULL CHECK (source IN ('platform', 'connect')),
  id text NOT NULL,
  type text NOT NULL,
  account text NOT NULL,
  api_version text NOT NULL,
  topic text NOT NULL DEFAULT '' CHECK (topic IN ('', 'session', 'payment', 'account')),
  object_id text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  handled_at timestamptz,
  PRIMARY KEY (tenant_id, source, id)""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute(
        "CREATE INDEX ix_provider_events_object ON provider_events (tenant_id, object_id) WHERE handled_at IS NULL"
    )
    tenant_table(
        "parked_objects",
        """
  account text NOT NULL,
  topic text NOT NULL CHECK (topic IN ('session', 'payment', 'account')),
  object_id text NOT NULL,
  code text NOT NULL,
  reason text NOT NULL,
  parked_at timestamptz NOT NULL,
  tried_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, account, topic, object_id)""",
    )


def _checkouts() -> None:
    tenant_table(
        "checkouts",
        f"""
  id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  account text NOT NULL CHECK (account <> ''),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL {CURRENCY},
  state text NOT NULL CHECK (state IN ({CHECKOUT_STATES})),
  session_id text NOT NULL DEFAULT '',
  payment_intent text NOT NULL DEFAULT '',
  url text NOT NULL DEFAULT '',
  fault text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_checkouts_invoice ON checkouts (tenant_id, invoice_id, created_at DESC)")
    op.execute(
        "CREATE UNIQUE INDEX ux_checkouts_session ON checkouts (tenant_id, session_id) WHERE session_id <> ''"
    )


def _charges() -> None:
    tenant_table(
        "charges",
        """
  payment_id uuid NOT NULL,
  checkout_id uuid NOT NULL,
  account text NOT NULL,
  payment_intent text NOT NULL,
  charge_id text NOT NULL,
  instrument text NOT NULL DEFAULT '',
  risk_level text NOT NULL DEFAULT '',
  dispute_status text NOT NULL DEFAULT '',
  evidence_due_at timestamptz,
  confirmed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, payment_id),
  UNIQUE (tenant_id, checkout_id),
  FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (tenant_id, checkout_id) REFERENCES checkouts (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )


def _refunds() -> None:
    tenant_table(
        "refunds",
        f"""
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL {CURRENCY},
  state text NOT NULL CHECK (state IN ({REFUND_STATES})),
  provider_id text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  fault text NOT NULL DEFAULT '',
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT, UPDATE",
    )
    op.execute("CREATE INDEX ix_refunds_payment ON refunds (tenant_id, payment_id)")
    op.execute(
        "CREATE UNIQUE INDEX ux_refunds_provider ON refunds (tenant_id, provider_id) WHERE provider_id <> ''"
    )


# Before the books themselves, which they lean on; in the order in which they lean on each other.
TABLES = (
    "refunds",
    "charges",
    "checkouts",
    "parked_objects",
    "provider_events",
    "payment_accounts",
)


def _erasing() -> None:
    """Let these rows go together with the books of a tenant whose time is over."""
    erased_with_books(
        TABLES,
        before="erase_books_piece",
        also="""
          DELETE FROM directory.payment_accounts WHERE tenant_id = bound;""",
    )
