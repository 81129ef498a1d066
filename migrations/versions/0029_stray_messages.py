"""Messages of Stripe about nobody's account can be read by whoever runs the installation."""

from rls import definer

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    definer(
        "directory.list_stray_events(most integer)",
        "TABLE (source text, id text, type text, account text, received_at timestamptz)",
        """BEGIN
          RETURN QUERY SELECT s.source, s.id, s.type, s.account, s.received_at FROM directory.stray_events s
            ORDER BY s.received_at DESC, s.id LIMIT most;
        END""",
        logins="if_worker",
    )
