"""Saved payment methods are followed at Stripe, where somebody may remove them."""

from alembic import op

revision = "0036"
down_revision = "0035"

TOPICS = "'session', 'invoice', 'payment', 'account', 'subscription', 'warning', 'payout', 'method'"


def upgrade() -> None:
    for table, topics in (("provider_events", f"'', {TOPICS}"), ("parked_objects", TOPICS)):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_topic_check")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_topic_check CHECK (topic IN ({topics}))")
