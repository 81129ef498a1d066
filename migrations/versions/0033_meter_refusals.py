"""What a meter refused after it had taken it, and what it may have counted."""

from alembic import op

revision = "0033"
down_revision = "0032"

STATES = "'asked', 'taken', 'refused', 'unsure'"


def upgrade() -> None:
    op.execute("ALTER TABLE usage_exports ADD COLUMN refusals integer NOT NULL DEFAULT 0")
    op.execute(
        "ALTER TABLE usage_exports DROP CONSTRAINT usage_exports_state_check, "
        f"ADD CONSTRAINT usage_exports_state_check CHECK (state IN ({STATES}))"
    )
