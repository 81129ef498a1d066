"""The walls between tenants, as the catalog of the migrated database describes them; and each audit, proven to bite."""

from collections.abc import Iterator

import psycopg
import pytest

from audits import ALLOWED, AUDITS, allowed, findings
from services import DatabaseUrls

PEEK = "CREATE FUNCTION peek() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
WHOLE = "CREATE TABLE whole (tenant_id uuid NOT NULL, part int) PARTITION BY LIST (part);"

# Defects as someone might make them, each with the audit that must see it and what it must name.
DEFECTS = [
    ("A1", "if_app", "ALTER ROLE if_app BYPASSRLS"),
    ("A1", "if_worker", "ALTER ROLE if_worker CREATEROLE"),
    ("A2", "if_app as if_owner", "GRANT if_owner TO if_app"),
    ("A2", "if_app as if_app", "ALTER TABLE clients OWNER TO if_app"),
    ("A3", "clients", "ALTER TABLE clients NO FORCE ROW LEVEL SECURITY"),
    ("A3", "secrets", "CREATE TABLE secrets (tenant_id uuid NOT NULL)"),
    ("A4", "plans", "CREATE TABLE plans (id uuid); GRANT SELECT ON plans TO if_app"),
    ("A4", "directory.persons", "GRANT SELECT (email) ON directory.persons TO if_app"),
    (
        "A5",
        "clients",
        "ALTER TABLE clients DROP CONSTRAINT clients_pkey CASCADE, ALTER tenant_id DROP NOT NULL",
    ),
    ("A6", "clients shared", "CREATE POLICY shared ON clients USING (true) WITH CHECK (true)"),
    ("A6", "clients tenant", "ALTER POLICY tenant ON clients USING (tenant_id = current_setting('t')::uuid)"),
    ("A6", "clients no restrictive twin", "DROP POLICY guard ON clients"),
    ("A6", "clients no policy", "DROP POLICY tenant ON clients"),
    (
        "A6",
        "items tenant",
        (
            "DROP POLICY tenant ON items; CREATE POLICY tenant ON items "
            "USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)"
        ),
    ),
    (
        "A6",
        "half no policy",
        (
            "CREATE TABLE half PARTITION OF whole FOR VALUES IN (1); ALTER TABLE half ENABLE ROW LEVEL SECURITY, "
            "FORCE ROW LEVEL SECURITY; GRANT SELECT ON half TO if_app"
        ),
    ),
    (
        "A7",
        "bound()",
        (
            "CREATE FUNCTION bound() RETURNS uuid IMMUTABLE LANGUAGE sql AS "
            "$$SELECT nullif(current_setting('app.tenant_id', true), '')::uuid$$; "
            "ALTER POLICY tenant ON clients USING (tenant_id = bound())"
        ),
    ),
    ("A8", "names", "CREATE VIEW names AS SELECT name FROM clients; GRANT SELECT ON names TO if_app"),
    (
        "A9",
        "sums",
        "CREATE MATERIALIZED VIEW sums AS SELECT 1 AS n FROM clients; GRANT SELECT ON sums TO if_app",
    ),
    (
        "A10",
        "peek()",
        f"{PEEK}; ALTER FUNCTION peek SET search_path = pg_temp; ALTER FUNCTION peek OWNER TO if_owner",
    ),
    ("A10", "peek() with any search path", PEEK),
    (
        "A10",
        "directory.tenant_of_slug(text) with any search path",
        "ALTER FUNCTION directory.tenant_of_slug RESET search_path",
    ),
    (
        "A10",
        "directory.claim_slug(text) owned by postgres",
        "ALTER FUNCTION directory.claim_slug OWNER TO postgres",
    ),
    ("A11", "one_email", "CREATE UNIQUE INDEX one_email ON clients (email)"),
    ("A11", "one_id", "CREATE UNIQUE INDEX one_id ON clients (id)"),
    (
        "A12",
        "loose on items",
        (
            "CREATE UNIQUE INDEX one_id ON clients (id); "
            "ALTER TABLE items ADD CONSTRAINT loose FOREIGN KEY (tax_rate_id) REFERENCES clients (id)"
        ),
    ),
    ("A13", "clients by if_app", "GRANT TRUNCATE ON clients TO if_app"),
    ("A14", "ledger_entries by if_worker", "GRANT UPDATE ON ledger_entries TO if_worker"),
    ("A14", "audit_entries by if_app", "GRANT UPDATE (detail) ON audit_entries TO if_app"),
    (
        "A15",
        "if_app",
        "DO $$BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO if_app', current_database()); END$$",
    ),
    ("A15", "if_worker", "GRANT CREATE ON SCHEMA directory TO if_worker"),
    ("A16", "invoices.rebate", "ALTER TABLE invoices ADD rebate double precision"),
    ("A17", "clients.seen_at", "ALTER TABLE clients ADD seen_at timestamp"),
]


@pytest.fixture
def superuser(database: DatabaseUrls) -> Iterator[psycopg.Connection[tuple[str, ...]]]:
    """Yield a superuser's transaction that is never committed: defects planted in it leave no trace."""
    connection: psycopg.Connection[tuple[str, ...]] = psycopg.connect(database.superuser)
    with connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("audit", AUDITS)
def test_the_walls_stand(superuser: psycopg.Connection[tuple[str, ...]], audit: str) -> None:
    """The catalog shows no hole but what the allow-list gives a reason for, and all of the allow-list is needed."""
    assert findings(superuser, audit) == allowed(audit)


@pytest.mark.parametrize(("audit", "named", "defect"), DEFECTS)
def test_an_audit_sees_a_planted_hole(
    superuser: psycopg.Connection[tuple[str, ...]], audit: str, named: str, defect: str
) -> None:
    """A hole that someone makes is found, by the audit that is there for it, and named."""
    question = next(name for name in AUDITS if name.startswith(f"{audit} "))
    superuser.execute(f"{WHOLE if 'whole' in defect else ''}{defect}")
    assert named in set(findings(superuser, question)) - set(allowed(question))


def test_every_audit_was_proven_to_bite() -> None:
    """No audit is trusted before it has seen a hole, and no exception stands without a reason."""
    assert {audit.split()[0] for audit in AUDITS} == {audit for audit, _, _ in DEFECTS}
    assert all(reason for exceptions in ALLOWED.values() for reason in exceptions.values())


def test_the_allow_list_stays_short() -> None:
    """Besides the functions of the directory, at most ten things stand outside the walls."""
    outside = {thing for audit, things in ALLOWED.items() if audit != "A10" for thing in things}
    assert len({thing.removesuffix("_pkey") for thing in outside}) <= 10
