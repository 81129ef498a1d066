"""An export knows whom to tell that it is ready, whether they were told, and how much longer it takes."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE exports ADD COLUMN requester_id uuid, ADD COLUMN told_at timestamptz, "
        "ADD COLUMN seconds_left integer CHECK (seconds_left >= 0)"
    )
