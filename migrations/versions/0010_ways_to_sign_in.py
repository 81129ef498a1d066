"""
Several ways to sign in: what each identity's provider told, and linking.

A person's own name and address are theirs from now on; signing in no longer overwrites them.
"""

from alembic import op
from rls import definer

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(
        """ALTER TABLE directory.identities
        ADD COLUMN email text NOT NULL DEFAULT '',
        ADD COLUMN name text NOT NULL DEFAULT '',
        ADD COLUMN used_at timestamptz"""
    )
    op.execute(
        """UPDATE directory.identities i SET email = p.email, name = p.name
        FROM directory.persons p WHERE p.id = i.person_id"""
    )
    op.execute("CREATE INDEX identities_person ON directory.identities (person_id)")
    op.execute("CREATE INDEX identities_email ON directory.identities (lower(email))")
    op.execute("CREATE INDEX persons_email ON directory.persons (lower(email))")
    _entering()
    _linking()


def _entering() -> None:
    op.execute("DROP FUNCTION directory.enter_person(uuid, text, text, text, text, timestamptz)")
    # An address that somebody has is a reason to ask, never to become that person: NULL, unless `separate`.
    definer(
        "directory.enter_person(new_id uuid, new_issuer text, new_subject text, new_email text, new_name text, "
        "separate boolean, now timestamptz)",
        "uuid",
        """DECLARE known uuid;
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended(new_issuer || ' ' || new_subject, 0));
          SELECT person_id INTO known FROM directory.identities WHERE issuer = new_issuer AND subject = new_subject;
          IF known IS NOT NULL THEN
            UPDATE directory.identities SET email = new_email, name = new_name, used_at = now
            WHERE issuer = new_issuer AND subject = new_subject;
            RETURN known;
          END IF;
          PERFORM pg_advisory_xact_lock(hashtextextended('mailto: ' || lower(new_email), 0));
          IF NOT separate AND (
            EXISTS (SELECT FROM directory.persons WHERE lower(email) = lower(new_email))
            OR EXISTS (SELECT FROM directory.identities WHERE lower(email) = lower(new_email))
          ) THEN
            RETURN NULL;
          END IF;
          INSERT INTO directory.persons (id, email, name, created_at) VALUES (new_id, new_email, new_name, now);
          INSERT INTO directory.identities (issuer, subject, person_id, created_at, email, name, used_at)
          VALUES (new_issuer, new_subject, new_id, now, new_email, new_name, now);
          RETURN new_id;
        END""",
        volatile=True,
    )
    definer(
        "directory.person(wanted uuid)",
        "TABLE (name text, email text)",
        "BEGIN RETURN QUERY SELECT p.name, p.email FROM directory.persons p WHERE p.id = wanted; END",
    )
    definer(
        "directory.change_email(wanted uuid, new_email text)",
        "text",
        """DECLARE old text;
        BEGIN
          SELECT email INTO old FROM directory.persons WHERE id = wanted FOR UPDATE;
          UPDATE directory.persons SET email = new_email WHERE id = wanted;
          RETURN old;
        END""",
        volatile=True,
    )


def _linking() -> None:
    definer(
        "directory.identities_of(wanted uuid)",
        "TABLE (issuer text, subject text, email text, created_at timestamptz, used_at timestamptz)",
        """BEGIN RETURN QUERY
          SELECT i.issuer, i.subject, i.email, i.created_at, i.used_at FROM directory.identities i
          WHERE i.person_id = wanted ORDER BY i.created_at, i.issuer, i.subject;
        END""",
    )
    # Whose the identity is afterwards: who asked, or who had it before.
    definer(
        "directory.link_identity(wanted uuid, new_issuer text, new_subject text, new_email text, new_name text, "
        "now timestamptz)",
        "uuid",
        """DECLARE holder uuid;
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended(new_issuer || ' ' || new_subject, 0));
          SELECT person_id INTO holder FROM directory.identities WHERE issuer = new_issuer AND subject = new_subject;
          IF holder IS NULL THEN
            INSERT INTO directory.identities (issuer, subject, person_id, created_at, email, name)
            VALUES (new_issuer, new_subject, wanted, now, new_email, new_name);
            RETURN wanted;
          END IF;
          RETURN holder;
        END""",
        volatile=True,
    )
    # Whether the person has another identity, of an offered issuer; only then it is gone.
    definer(
        "directory.unlink_identity(wanted uuid, old_issuer text, old_subject text, offered text[])",
        "boolean",
        """BEGIN
          PERFORM FROM directory.persons WHERE id = wanted FOR UPDATE;
          IF NOT EXISTS (
            SELECT FROM directory.identities WHERE person_id = wanted AND issuer = ANY (offered)
            AND (issuer, subject) <> (old_issuer, old_subject)
          ) THEN
            RETURN false;
          END IF;
          DELETE FROM directory.identities
          WHERE person_id = wanted AND issuer = old_issuer AND subject = old_subject;
          RETURN true;
        END""",
        volatile=True,
    )
