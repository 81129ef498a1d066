"""Exports of everything that a tenant has: one at a time, written by the worker."""

from alembic import op
from rls import tenant_table

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    tenant_table(
        "exports",
        """
  id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'writing', 'ready', 'failed')),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  file text NOT NULL DEFAULT '',
  size_bytes bigint NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '',
  expires_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK ((state IN ('ready', 'failed')) = (expires_at IS NOT NULL)),
  CHECK ((state = 'ready') = (file <> '')),
  CHECK ((state = 'failed') = (error <> ''))""",
    )
    op.execute(
        "CREATE UNIQUE INDEX ux_exports_one ON exports (tenant_id) WHERE state IN ('queued', 'writing')"
    )
