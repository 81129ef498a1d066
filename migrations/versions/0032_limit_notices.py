"""Which limits of its plan a tenant was told of."""

from rls import erased_with_books, tenant_table

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
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
