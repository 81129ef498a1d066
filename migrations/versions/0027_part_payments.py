"""Payments in parts, where a tenant allows them: from which amount on, in which currency."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute(
        """ALTER TABLE payment_accounts
          ADD least_part_minor bigint NOT NULL DEFAULT 0 CHECK (least_part_minor >= 0),
          ADD least_part_currency text NOT NULL DEFAULT '' CHECK (least_part_currency ~ '^([A-Z]{3})?$'),
          ADD CHECK ((least_part_minor = 0) = (least_part_currency = ''))"""
    )
