"""The schema that the migrations make: the same that the code describes, and fit to be split by tenant."""

from collections.abc import Iterator

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, Text, create_engine

from invoiceflow.entrypoints.schema import metadata
from invoiceflow.runtime.server_version import why_unsafe
from services import DatabaseUrls

# Constraints and indexes are written in the migrations alone; tables.py describes columns.
COLUMNS = {"add_table", "remove_table", "add_column", "remove_column", "modify_type", "modify_nullable"}
# Read and written by one module with SQL of its own (web/idempotency.py), below every slice.
UNDESCRIBED = {"idempotency_keys"}

RULES = {
    "a primary key that does not begin with the tenant": """
        SELECT k.conrelid::regclass::text FROM pg_constraint k JOIN pg_attribute a
        ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'p' AND k.connamespace = 'public'::regnamespace AND a.attname <> 'tenant_id'
          AND k.conname <> 'alembic_version_pkc'
    """,
    "a table without a primary key": """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'directory')
          AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
    """,
    "an index that does not begin with the tenant, and is no index of documents": """
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am m ON m.oid = c.relam JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'public'::regnamespace AND m.amname <> 'gin' AND a.attname <> 'tenant_id'
          AND c.relname <> 'alembic_version_pkc'
    """,
    "a foreign key that does not begin with the tenant": """
        SELECT k.conname::text FROM pg_constraint k JOIN pg_attribute a
        ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND a.attname <> 'tenant_id'
    """,
    "a foreign key that deletes or changes what hangs on it": """
        SELECT k.conname::text FROM pg_constraint k
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
          AND (k.confdeltype <> 'r' OR k.confupdtype <> 'a')
    """,
    "a foreign key between the directory and the tenants": """
        SELECT k.conname::text FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_class p ON p.oid = k.confrelid
        WHERE k.contype = 'f' AND c.relnamespace <> p.relnamespace
    """,
    "a sequence, which all tenants would share": """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'S' AND n.nspname IN ('public', 'directory')
    """,
    "a right of a login on a table of the directory": """
        SELECT c.oid::regclass::text FROM pg_class c, unnest(ARRAY['if_app', 'if_worker']) r
        WHERE c.relnamespace = 'directory'::regnamespace AND c.relkind = 'r'
          AND has_table_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
    """,
    "a trigger in the directory": """
        SELECT t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'directory'::regnamespace AND NOT t.tgisinternal
    """,
    "something that the owner does not own": """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'directory', 'queue') AND c.relowner <> 'if_owner'::regrole
    """,
    "a door of the directory that everyone may use": """
        SELECT f.oid::regprocedure::text FROM pg_proc f
        WHERE f.pronamespace IN ('directory'::regnamespace, 'queue'::regnamespace)
          AND coalesce(f.proacl, acldefault('f', f.proowner))::text ~ '(^|[{,])=X'
    """,
}
BREAKS = {
    "a primary key that does not begin with the tenant": "CREATE TABLE t (id uuid PRIMARY KEY, tenant_id uuid)",
    "a table without a primary key": "CREATE TABLE t (tenant_id uuid)",
    "an index that does not begin with the tenant, and is no index of documents": (
        "CREATE INDEX i ON clients (email)"
    ),
    "a foreign key that does not begin with the tenant": (
        "ALTER TABLE items ADD FOREIGN KEY (tax_rate_id, tenant_id) REFERENCES tax_rates (id, tenant_id)"
    ),
    "a foreign key that deletes or changes what hangs on it": (
        "ALTER TABLE items ADD FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE"
    ),
    "a foreign key between the directory and the tenants": (
        "ALTER TABLE directory.slugs ADD FOREIGN KEY (tenant_id) REFERENCES tenants"
    ),
    "a sequence, which all tenants would share": "CREATE SEQUENCE s",
    "a right of a login on a table of the directory": "GRANT SELECT ON directory.slugs TO if_app",
    "a trigger in the directory": (
        "CREATE TRIGGER t AFTER INSERT ON directory.slugs EXECUTE FUNCTION keep_balanced()"
    ),
    "something that the owner does not own": "CREATE TABLE t (tenant_id uuid PRIMARY KEY)",
    "a door of the directory that everyone may use": (
        "CREATE FUNCTION directory.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    ),
}


@pytest.fixture
def superuser(database: DatabaseUrls) -> Iterator[psycopg.Connection[tuple[str, ...]]]:
    """Yield a superuser's transaction that is never committed."""
    with psycopg.connect(database.superuser) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("rule", RULES)
def test_the_schema_keeps_its_rules(superuser: psycopg.Connection[tuple[str, ...]], rule: str) -> None:
    """There is no such thing in the migrated schema, so that it can be split by tenant."""
    assert superuser.execute(RULES[rule].encode()).fetchall() == []


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_seen(superuser: psycopg.Connection[tuple[str, ...]], rule: str) -> None:
    """The rule finds what breaks it."""
    superuser.execute(BREAKS[rule].encode())
    assert superuser.execute(RULES[rule].encode()).fetchall() != []


def differences(database: DatabaseUrls, described: MetaData) -> list[object]:
    """Return how the columns of the database differ from the described ones."""
    engine = create_engine(database.superuser.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, described)
    engine.dispose()
    flat = [each for entry in found for each in (entry if isinstance(entry, list) else [entry])]
    return [each for each in flat if each[0] in COLUMNS and getattr(each[1], "name", "") not in UNDESCRIBED]


def test_code_and_migrations_describe_the_same_columns(database: DatabaseUrls) -> None:
    """Every table and column has one name, type and nullability in the migrations and in tables.py."""
    assert differences(database, metadata) == []


def test_a_column_that_only_the_code_knows_is_seen(database: DatabaseUrls) -> None:
    """A described column that no migration made, and one of another type, are differences."""
    described = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(described)
    described.tables["clients"].append_column(Column("forgotten", Text))
    described.tables["clients"].c.revision.type = Text()
    assert len(differences(database, described)) == 2


def test_the_server_is_new_enough(database: DatabaseUrls) -> None:
    """The server that comes with the project has no known hole; `invoiceflow migrate` refuses one that has."""
    with psycopg.connect(database.app) as connection:
        assert why_unsafe(connection.info.server_version) == ""
