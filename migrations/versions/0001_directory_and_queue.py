"""
The directory: what must be known before the tenant is. And the queue of jobs.

Directory tables hold globally unique things and map them to a tenant. The application has no right on them; it calls
the functions below, each of which answers one question.
"""

from importlib.resources import files

from alembic import op
from rls import LOGINS, definer

revision = "0001"
down_revision = None

DIRECTORY = """
CREATE TABLE directory.persons (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE directory.identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id uuid NOT NULL REFERENCES directory.persons (id),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE TABLE directory.slugs (slug text PRIMARY KEY, tenant_id uuid NOT NULL UNIQUE);
CREATE TABLE directory.memberships (
  person_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  PRIMARY KEY (person_id, tenant_id)
);
CREATE TABLE directory.api_keys (hash bytea PRIMARY KEY, tenant_id uuid NOT NULL);
CREATE TABLE directory.pay_links (hash bytea PRIMARY KEY, tenant_id uuid NOT NULL, invoice_id uuid NOT NULL);
"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA directory")
    op.execute(f"GRANT USAGE ON SCHEMA directory TO {LOGINS}")
    for statement in DIRECTORY.split(";"):
        if statement.strip():
            op.execute(statement)
    # What a session writes into the directory always concerns the tenant that it is bound to.
    definer(
        "directory.bound_tenant()",
        "uuid",
        """DECLARE bound uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
        BEGIN
          IF bound IS NULL THEN RAISE EXCEPTION 'no tenant is bound' USING ERRCODE = '42501'; END IF;
          RETURN bound;
        END""",
    )
    _look_ups()
    _entries()
    _queue()


def _look_ups() -> None:
    answer = "BEGIN RETURN ({}); END"
    definer(
        "directory.tenant_of_slug(wanted text)",
        "uuid",
        answer.format("SELECT tenant_id FROM directory.slugs WHERE slug = wanted"),
    )
    definer(
        "directory.tenant_of_member(wanted_slug text, wanted_person uuid)",
        "uuid",
        answer.format(
            "SELECT m.tenant_id FROM directory.slugs s JOIN directory.memberships m ON m.tenant_id = s.tenant_id "
            "WHERE s.slug = wanted_slug AND m.person_id = wanted_person"
        ),
    )
    definer(
        "directory.tenant_of_api_key(wanted bytea)",
        "uuid",
        answer.format("SELECT tenant_id FROM directory.api_keys WHERE hash = wanted"),
    )
    definer(
        "directory.person_of_identity(wanted_issuer text, wanted_subject text)",
        "uuid",
        answer.format(
            "SELECT person_id FROM directory.identities WHERE issuer = wanted_issuer AND subject = wanted_subject"
        ),
    )
    definer(
        "directory.invoice_of_pay_link(wanted bytea)",
        "TABLE (tenant_id uuid, invoice_id uuid)",
        "BEGIN RETURN QUERY SELECT l.tenant_id, l.invoice_id FROM directory.pay_links l WHERE l.hash = wanted; END",
    )
    definer(
        "directory.tenants_of_person(wanted uuid)",
        "SETOF uuid",
        "BEGIN RETURN QUERY SELECT m.tenant_id FROM directory.memberships m WHERE m.person_id = wanted; END",
    )
    # Verification of the books walks over every tenant; only the worker's login may.
    definer(
        "directory.tenants()",
        "SETOF uuid",
        "BEGIN RETURN QUERY SELECT s.tenant_id FROM directory.slugs s ORDER BY s.slug; END",
        logins="if_worker",
    )


def _entries() -> None:
    definer(
        "directory.enter_person(new_id uuid, new_issuer text, new_subject text, new_email text, new_name text, now timestamptz)",
        "uuid",
        """DECLARE known uuid;
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended(new_issuer || ' ' || new_subject, 0));
          SELECT person_id INTO known FROM directory.identities WHERE issuer = new_issuer AND subject = new_subject;
          IF known IS NOT NULL THEN
            UPDATE directory.persons SET email = new_email, name = new_name WHERE id = known;
            RETURN known;
          END IF;
          INSERT INTO directory.persons VALUES (new_id, new_email, new_name, now);
          INSERT INTO directory.identities VALUES (new_issuer, new_subject, new_id, now);
          RETURN new_id;
        END""",
        volatile=True,
    )
    void = "BEGIN {}; END"
    for signature, statement in {
        "directory.claim_slug(new_slug text)": "INSERT INTO directory.slugs VALUES (new_slug, directory.bound_tenant())",
        "directory.join_tenant(new_person uuid)": (
            "INSERT INTO directory.memberships VALUES (new_person, directory.bound_tenant())"
        ),
        "directory.enter_api_key(new_hash bytea)": (
            "INSERT INTO directory.api_keys VALUES (new_hash, directory.bound_tenant())"
        ),
        "directory.drop_api_key(old_hash bytea)": (
            "DELETE FROM directory.api_keys WHERE hash = old_hash AND tenant_id = directory.bound_tenant()"
        ),
        "directory.enter_pay_link(new_hash bytea, new_invoice uuid)": (
            "INSERT INTO directory.pay_links VALUES (new_hash, directory.bound_tenant(), new_invoice)"
        ),
        "directory.drop_pay_link(old_hash bytea)": (
            "DELETE FROM directory.pay_links WHERE hash = old_hash AND tenant_id = directory.bound_tenant()"
        ),
    }.items():
        definer(signature, "void", void.format(statement), volatile=True)


def _queue() -> None:
    """Install Procrastinate's own schema, and one door to it that asks for the tenant."""
    op.execute("CREATE SCHEMA queue")
    op.execute("SET LOCAL search_path = queue")
    schema = files("procrastinate").joinpath("sql/schema.sql").read_text(encoding="utf-8")
    # Many statements in one text: only the driver's own, parameterless call takes that.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101  # an online migration always has one
    driver.execute(schema)
    op.execute("SET LOCAL search_path = public")
    op.execute("GRANT USAGE ON SCHEMA queue TO if_app, if_worker")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue TO if_worker")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue TO if_worker")
    op.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA queue FROM PUBLIC")
    op.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO if_worker")
    op.execute(
        """CREATE FUNCTION queue.defer(new_task text, new_args jsonb, new_lock text, not_before timestamptz)
        RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = queue, pg_catalog, pg_temp AS $$
        DECLARE ids bigint[];
        BEGIN
          ids := procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', new_task, 0, new_lock, NULL,
            new_args || jsonb_build_object('tenant_id', directory.bound_tenant()), not_before
          )::procrastinate_job_to_defer_v1]);
          RETURN ids[1];
        END $$"""
    )
    op.execute("REVOKE ALL ON FUNCTION queue.defer FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION queue.defer TO {LOGINS}")
