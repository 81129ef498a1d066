"""What becomes of emails: notices of the mail service, each once, and addresses that are written to no more."""

from alembic import op
from rls import definer, pieces, tenant_table

revision = "0026"
down_revision = "0025"

STATES = (
    "'queued', 'failed', 'accepted', 'delayed', 'bounced_soft', 'delivered', 'opened', 'bounced_hard', "
    "'suppressed', 'complained'"
)
BAD = "'failed', 'bounced_soft', 'bounced_hard', 'suppressed', 'complained'"


def upgrade() -> None:
    _deliveries()
    _sent_mails()
    _look_ups()
    _notices()
    _suppressed()
    _emptying()


def _deliveries() -> None:
    op.execute("ALTER TABLE deliveries DROP CONSTRAINT deliveries_state_check")
    op.execute(f"ALTER TABLE deliveries ADD CONSTRAINT deliveries_state_check CHECK (state IN ({STATES}))")
    op.execute("ALTER TABLE deliveries ADD provider_id text NOT NULL DEFAULT '', ADD requested_by_id uuid")
    op.execute(
        "CREATE UNIQUE INDEX ux_deliveries_provider ON deliveries (tenant_id, provider_id) WHERE provider_id <> ''"
    )
    op.execute("DROP INDEX ix_deliveries_failed")
    op.execute(f"CREATE INDEX ix_deliveries_bad ON deliveries (tenant_id, queued_at) WHERE state IN ({BAD})")


def _sent_mails() -> None:
    """Lead from a mail service's id of a message to its tenant."""
    op.execute("CREATE TABLE directory.sent_mails (provider_id text PRIMARY KEY, tenant_id uuid NOT NULL)")
    op.execute("CREATE INDEX ix_sent_mails_tenant ON directory.sent_mails (tenant_id)")
    op.execute(
        """CREATE TABLE directory.stray_notices (
          provider_id text NOT NULL, recipient text NOT NULL, kind text NOT NULL, detail text NOT NULL,
          at timestamptz NOT NULL, received_at timestamptz NOT NULL, PRIMARY KEY (provider_id, recipient, kind))"""
    )


def _look_ups() -> None:
    """
    Let one of a notice and the id that it is about come first.

    A notice can overtake the answer to the very request that it is about: until the id is known here it is kept as a
    stray, and handed over when the id is entered.
    """
    lock = "PERFORM pg_advisory_xact_lock(hashtextextended(named, 5));"
    definer(
        "directory.tenant_of_mail(named text, recipient text, kind text, detail text, at timestamptz, received_at timestamptz)",
        "uuid",
        f"""DECLARE found uuid;
        BEGIN
          {lock}
          SELECT m.tenant_id INTO found FROM directory.sent_mails m WHERE m.provider_id = named
            AND NOT EXISTS (SELECT FROM directory.slugs s WHERE s.tenant_id = m.tenant_id AND s.keep_until IS NOT NULL);
          IF found IS NULL THEN
            INSERT INTO directory.stray_notices VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING;
          END IF;
          RETURN found;
        END""",  # noqa: S608  # ours
        volatile=True,
    )
    definer(
        "directory.enter_sent_mail(named text)",
        "TABLE (recipient text, kind text, detail text, at timestamptz)",
        f"""BEGIN
          {lock}
          INSERT INTO directory.sent_mails VALUES (named, directory.bound_tenant()) ON CONFLICT DO NOTHING;
          IF EXISTS (SELECT FROM directory.sent_mails m WHERE m.provider_id = named
                     AND m.tenant_id <> directory.bound_tenant()) THEN RETURN; END IF;
          RETURN QUERY DELETE FROM directory.stray_notices s WHERE s.provider_id = named
            RETURNING s.recipient, s.kind, s.detail, s.at;
        END""",  # noqa: S608  # ours
        volatile=True,
        logins="if_worker",
    )
    definer(
        "directory.forget_stray_notices(before timestamptz)",
        "void",
        "BEGIN DELETE FROM directory.stray_notices WHERE received_at < before; END",
        volatile=True,
        logins="if_worker",
    )


def _notices() -> None:
    tenant_table(
        "delivery_notices",
        f"""
  id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  provider_id text NOT NULL CHECK (provider_id <> ''),
  recipient text NOT NULL,
  kind text NOT NULL CHECK (kind IN ({STATES})),
  detail text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, provider_id, recipient, kind),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id) ON DELETE RESTRICT""",
        grant="SELECT, INSERT",
    )
    op.execute("CREATE INDEX ix_delivery_notices_delivery ON delivery_notices (tenant_id, delivery_id)")


def _suppressed() -> None:
    tenant_table(
        "suppressed_addresses",
        """
  id uuid NOT NULL,
  address text NOT NULL CHECK (address = lower(address) AND address <> ''),
  reason text NOT NULL CHECK (reason IN ('bounce', 'complaint')),
  detail text NOT NULL DEFAULT '',
  invoice_id uuid NOT NULL,
  suppressed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, address)""",
        grant="SELECT, INSERT, DELETE",
    )


# Before the deliveries, which notices lean on.
TABLES = ("directory.sent_mails", "public.delivery_notices", "public.suppressed_addresses")


def _emptying() -> None:
    """Let these rows go together with the deliveries of a tenant that is emptied."""
    op.execute("ALTER FUNCTION directory.empty_piece(integer, timestamptz) RENAME TO empty_rest_piece")
    op.execute("REVOKE EXECUTE ON FUNCTION directory.empty_rest_piece FROM if_worker")
    definer(
        "directory.empty_piece(most integer, at timestamptz)",
        "integer",
        f"""DECLARE bound uuid := directory.bound_tenant(); gone integer := 0;
        BEGIN
          PERFORM FROM public.tenants t WHERE t.tenant_id = bound
            AND t.closed_at IS NOT NULL AND t.emptied_at IS NULL FOR UPDATE;
          IF NOT FOUND THEN RETURN 0; END IF;{pieces(TABLES)}
          RETURN directory.empty_rest_piece(most, at);
        END""",  # names of ours
        volatile=True,
        logins="if_worker",
    )
