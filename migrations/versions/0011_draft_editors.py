"""Drafts know who saved them last by id as well as by name: two tabs of one person are no two people."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("ALTER TABLE invoices ADD edited_by_id uuid")
