"""Taking a way to sign in away tells what came of it: taken, gone before, or kept because it is the last."""

from alembic import op
from rls import definer

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("DROP FUNCTION directory.unlink_identity(uuid, text, text, text[])")
    definer(
        "directory.unlink_identity(wanted uuid, old_issuer text, old_subject text, offered text[])",
        "text",
        """BEGIN
          PERFORM FROM directory.persons WHERE id = wanted FOR UPDATE;
          IF NOT EXISTS (
            SELECT FROM directory.identities WHERE person_id = wanted AND issuer = old_issuer AND subject = old_subject
          ) THEN
            RETURN 'gone';
          END IF;
          IF NOT EXISTS (
            SELECT FROM directory.identities WHERE person_id = wanted AND issuer = ANY (offered)
            AND (issuer, subject) <> (old_issuer, old_subject)
          ) THEN
            RETURN 'last';
          END IF;
          DELETE FROM directory.identities
          WHERE person_id = wanted AND issuer = old_issuer AND subject = old_subject;
          RETURN 'taken';
        END""",
        volatile=True,
    )
