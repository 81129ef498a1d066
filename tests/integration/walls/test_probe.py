"""The walls between tenants, tried: two tenants with a row in every table, each seen with the eyes of the other."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import DictRow, dict_row

from audits import APP_ROLES
from services import DatabaseUrls

HERE = Path(__file__).parent
A, B = UUID("aaaaaaaa-0000-7000-8000-000000000000"), UUID("bbbbbbbb-0000-7000-8000-000000000000")
DIRECTORY = [
    "directory.api_keys",
    "directory.invitations",
    "directory.memberships",
    "directory.pay_links",
    "directory.payment_accounts",
    "directory.sent_mails",
    "directory.slugs",
]
HOLES = {
    "clients": "ALTER TABLE clients DISABLE ROW LEVEL SECURITY",
    "invoices": "DROP POLICY guard ON invoices; CREATE POLICY shared ON invoices USING (true) WITH CHECK (true)",
    "items": "DROP POLICY guard ON items; ALTER POLICY tenant ON items WITH CHECK (true)",
    "payments": "ALTER POLICY tenant ON payments USING (false)",
    "names": "CREATE VIEW names AS SELECT tenant_id FROM clients; GRANT SELECT ON names TO if_app, if_worker",
}


@pytest.fixture(scope="module")
def inhabited(database: DatabaseUrls) -> DatabaseUrls:
    """Return a database in which two tenants have a row in every table."""
    with psycopg.connect(database.superuser) as connection:
        for tenant in (A, B):
            rows = (HERE / "rows.sql").read_text()
            ids = rows.replace(":t", f"'{tenant}'").replace(
                ":id", f"'{tenant.hex[:8]}-1111-7000-8000-000000000000'"
            )
            connection.execute(ids.encode())
    return database


@pytest.fixture
def superuser(inhabited: DatabaseUrls) -> Iterator[psycopg.Connection[DictRow]]:
    """Yield a superuser's transaction that is never committed, with the probe in it."""
    with psycopg.connect(inhabited.superuser, row_factory=dict_row) as connection:
        connection.execute((HERE / "probe.sql").read_bytes())
        yield connection
        connection.rollback()


def verdicts(connection: psycopg.Connection[DictRow], login: str) -> dict[str, DictRow]:
    """Return the probe's answer for each table."""
    return {
        row["tbl"]: row
        for row in connection.execute("SELECT * FROM pg_temp.probe(%s, %s, %s)", (login, A, B))
    }


@pytest.mark.parametrize("login", APP_ROLES)
def test_each_tenant_sees_its_own_rows_alone(superuser: psycopg.Connection[DictRow], login: str) -> None:
    """A login sees all rows of the bound tenant, none of another, none unbound, and can hand none to another."""
    found = verdicts(superuser, login)
    closed = sorted(name for name, row in found.items() if row["verdict"] == "no SELECT")
    probed = {name: row for name, row in found.items() if name not in closed}
    assert closed == DIRECTORY
    assert {name: row for name, row in probed.items() if row["verdict"] != "ok"} == {}
    assert [name for name, row in probed.items() if not (row["truth_a"] and row["truth_b"])] == []


@pytest.mark.parametrize("table", HOLES)
def test_the_probe_sees_a_planted_hole(superuser: psycopg.Connection[DictRow], table: str) -> None:
    """A wall that someone breaks fails the probe, for that table and no other."""
    superuser.execute(HOLES[table].encode())
    found = verdicts(superuser, "if_app")
    assert [name for name, row in found.items() if row["verdict"] == "FAIL"] == [table]


@pytest.mark.parametrize("login", ["app", "worker"])
def test_the_real_logins_see_nothing_unbound(inhabited: DatabaseUrls, login: str) -> None:
    """Whoever logs in as the product does, and binds no tenant, finds every table empty and can write no row."""
    with psycopg.connect(inhabited.superuser) as connection:
        tables = connection.execute(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND relname <> 'alembic_version'"
        ).fetchall()
    with psycopg.connect(getattr(inhabited, login), autocommit=True) as connection:
        for (table,) in tables:
            count = connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            ).fetchone()
            assert (table, count) == (table, (0,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO number_series VALUES (%s, 'invoice', '2027', 1)",
                (A,),
            )


def test_a_tenant_can_not_refer_to_what_another_has(inhabited: DatabaseUrls) -> None:
    """A foreign id and an id that does not exist are refused in the same words: no way to ask what others have."""
    with psycopg.connect(inhabited.app, autocommit=True) as connection:
        refusals = []
        for item in (f"{B.hex[:8]}-1111-7000-8000-000000000000", "cccccccc-1111-7000-8000-000000000000"):
            with connection.transaction():
                connection.execute(f"SET LOCAL app.tenant_id = '{A}'".encode())
                with pytest.raises(psycopg.errors.ForeignKeyViolation) as refused:
                    connection.execute("UPDATE items SET tax_rate_id = %s WHERE tenant_id = %s", (item, A))
            refusals.append(str(refused.value).split("Key")[0])
    assert refusals[0] == refusals[1]
