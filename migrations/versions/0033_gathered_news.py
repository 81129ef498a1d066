"""A delivery knows when people were told that it came to nothing, and whether they still are to be."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE deliveries ADD COLUMN told_at timestamptz, ADD COLUMN is_untold boolean NOT NULL DEFAULT false"
    )
    op.execute("CREATE INDEX ix_deliveries_told ON deliveries (tenant_id, told_at) WHERE told_at IS NOT NULL")
    op.execute("CREATE INDEX ix_deliveries_untold ON deliveries (tenant_id, id) WHERE is_untold")
