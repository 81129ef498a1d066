"""Audit entries know their actor by id as well as by name; members look them up by who acted."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE audit_entries ADD actor_kind text NOT NULL DEFAULT '' "
        "CHECK (actor_kind IN ('', 'person', 'api_key')), ADD actor_id uuid"
    )
    op.execute("CREATE INDEX ix_audit_entries_actor ON audit_entries (tenant_id, actor_id, seq DESC)")
