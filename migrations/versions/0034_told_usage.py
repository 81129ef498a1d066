"""Which limits of its plan a tenant was told of; what a meter refused, and what it may have counted."""

from alembic import op
from rls import erased_with_books, tenant_table

revision = "0034"
down_revision = "0033"

STATES = "'asked', 'taken', 'refused', 'unsure'"


def upgrade() -> None:
    _notices()
    op.execute("ALTER TABLE usage_exports ADD COLUMN refusals integer NOT NULL DEFAULT 0")
    op.execute(
        "ALTER TABLE usage_exports DROP CONSTRAINT usage_exports_state_check, "
        f"ADD CONSTRAINT usage_exports_state_check CHECK (state IN ({STATES}))"
    )


def _notices() -> None:
    tenant_table(
        "limit_notices",
        """
  id uuid NOT NULL,
  plan text NOT NULL,
  resource text NOT NULL CHECK (resource IN ('invoices', 'members', 'storage')),
  percent integer NOT NULL CHECK (percent IN (80, 100)),
  period date NOT NULL,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, plan, resource, percent, period)""",
        grant="SELECT, INSERT",
    )
    erased_with_books(("limit_notices",), before="erase_let_go_piece")
