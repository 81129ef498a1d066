"""Who made an API key: it ends when that person may make such keys no more. Empty for those of the command line."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("ALTER TABLE api_keys ADD created_by uuid")
