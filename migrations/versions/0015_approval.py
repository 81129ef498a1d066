"""Approval of drafts, off by default: what a tenant asks for, and where a draft stands (docs/rules/approval.md)."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE tenants ADD approval boolean NOT NULL DEFAULT false")
    op.execute(
        """ALTER TABLE invoices
        ADD approval text NOT NULL DEFAULT '' CHECK (approval IN ('', 'submitted', 'approved', 'returned')),
        ADD approval_note text NOT NULL DEFAULT '',
        ADD submitted_by text NOT NULL DEFAULT '', ADD submitted_by_id uuid, ADD submitted_at timestamptz,
        ADD decided_by text NOT NULL DEFAULT '', ADD decided_by_id uuid, ADD decided_at timestamptz,
        ADD CHECK (approval <> 'submitted' OR submitted_at IS NOT NULL),
        ADD CHECK ((approval IN ('approved', 'returned')) = (decided_at IS NOT NULL))"""
    )
    op.execute(
        "CREATE INDEX ix_invoices_tenant_submitted ON invoices (tenant_id, submitted_at, id) "
        "WHERE status = 'draft' AND approval = 'submitted'"
    )
