"""What follows a change of a person's own: jobs that belong to the person, and letters that wait to be posted."""

from alembic import op
from rls import definer

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    _jobs()
    _letters()


def _jobs() -> None:
    """Open a second door to the queue: for jobs that name a person, and can name no tenant."""
    op.execute(
        """CREATE FUNCTION queue.defer_for_person(new_task text, person uuid, new_args jsonb, new_lock text)
        RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = queue, pg_catalog, pg_temp AS $$
        DECLARE ids bigint[];
        BEGIN
          PERFORM FROM directory.persons WHERE id = person;
          IF NOT FOUND THEN RAISE EXCEPTION 'no such person' USING ERRCODE = '42501'; END IF;
          ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', new_task, 0, new_lock, NULL,
            (new_args - 'tenant_id') || jsonb_build_object('person_id', person), NULL
          )::procrastinate_job_to_defer_v1]);
          RETURN ids[1];
        END $$"""
    )
    op.execute("REVOKE ALL ON FUNCTION queue.defer_for_person FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION queue.defer_for_person TO if_app")


def _letters() -> None:
    op.execute(
        """CREATE TABLE directory.letters (
          id uuid PRIMARY KEY,
          person_id uuid NOT NULL REFERENCES directory.persons (id),
          email text NOT NULL,
          content text NOT NULL,
          written_at timestamptz NOT NULL
        )"""
    )
    op.execute("CREATE INDEX letters_written ON directory.letters (written_at)")
    definer(
        "directory.enter_letter(new_id uuid, person uuid, new_email text, new_content text, now timestamptz)",
        "void",
        "BEGIN INSERT INTO directory.letters VALUES (new_id, person, new_email, new_content, now); END",
        volatile=True,
        logins="if_app",
    )
    definer(
        "directory.letter(wanted uuid)",
        "TABLE (email text, content text)",
        "BEGIN RETURN QUERY SELECT l.email, l.content FROM directory.letters l WHERE l.id = wanted; END",
        logins="if_worker",
    )
    definer(
        "directory.drop_letter(wanted uuid)",
        "void",
        "BEGIN DELETE FROM directory.letters WHERE id = wanted; END",
        volatile=True,
        logins="if_worker",
    )
    definer(
        "directory.forget_letters(before timestamptz)",
        "void",
        "BEGIN DELETE FROM directory.letters WHERE written_at < before; END",
        volatile=True,
        logins="if_worker",
    )
