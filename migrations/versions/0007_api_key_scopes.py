"""API keys have scopes, and may end by themselves. Those that were made before keep what they could do."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE api_keys ADD scopes text[] NOT NULL DEFAULT '{full}' CHECK (cardinality(scopes) > 0), "
        "ADD expires_at timestamptz"
    )
    op.execute("ALTER TABLE api_keys ALTER scopes DROP DEFAULT")
