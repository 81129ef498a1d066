"""An index of the deliveries that are still on their way, for those that were lost there."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_deliveries_queued ON deliveries (tenant_id, queued_at) WHERE state = 'queued'"
    )
