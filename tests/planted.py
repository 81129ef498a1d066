"""Holes in the catalog as someone might make them: audits are proven with them, and so is `./run mutate`."""

_PEEK = "CREATE FUNCTION peek() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
_WHOLE = "CREATE TABLE whole (tenant_id uuid NOT NULL, part int) PARTITION BY LIST (part);"

# Each with the audit that must see it and what it must name.
HOLES_IN_THE_CATALOG = [
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
            f"{_WHOLE} CREATE TABLE half PARTITION OF whole FOR VALUES IN (1); "
            "ALTER TABLE half ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; GRANT SELECT ON half TO if_app"
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
        f"{_PEEK}; ALTER FUNCTION peek SET search_path = pg_temp; ALTER FUNCTION peek OWNER TO if_owner",
    ),
    ("A10", "peek() with any search path", _PEEK),
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
