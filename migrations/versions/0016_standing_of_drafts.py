"""Drafts by where they stand with those who approve: the list's filter reads them in its order."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_invoices_tenant_approval ON invoices (tenant_id, approval, created_at, id) "
        "WHERE status = 'draft' AND approval <> ''"
    )
