"""Invoices at Stripe, on which clients pay instead of on a page for the amount: a second way of a checkout."""

from alembic import op

revision = "0035"
down_revision = "0034"

TOPICS = "'session', 'invoice', 'payment', 'account', 'subscription', 'warning', 'payout'"
WAY = "text NOT NULL DEFAULT 'checkout' CHECK (way IN ('checkout', 'invoice'))"


def upgrade() -> None:
    op.execute(f"ALTER TABLE payment_accounts ADD way {WAY}")
    op.execute(
        f"""ALTER TABLE checkouts
          ADD way {WAY},
          ADD payer text NOT NULL DEFAULT '',
          ALTER expires_at DROP NOT NULL,
          ADD CHECK ((way = 'invoice') = (expires_at IS NULL))"""
    )
    for table, topics in (("provider_events", f"'', {TOPICS}"), ("parked_objects", TOPICS)):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_topic_check")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_topic_check CHECK (topic IN ({topics}))")
