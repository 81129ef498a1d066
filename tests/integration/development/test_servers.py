"""The embedded servers, as every other integration test finds them."""

import psycopg
import pytest
import redis

from services import Services


def test_the_application_login_owns_and_bypasses_nothing(services: Services) -> None:
    """The logins of the application can neither create objects nor step around row-level security."""
    with psycopg.connect(services.urls().superuser) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'if\\_%'"
            " AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)"
        ).fetchall()
    assert rows == []


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE public.mine ()", "CREATE TEMP TABLE mine ()", "CREATE SCHEMA mine"]
)
def test_the_application_login_creates_nothing(services: Services, statement: str) -> None:
    """Not even a temporary table, by which a search path could be led astray."""
    with (
        psycopg.connect(services.urls().app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_the_application_login_reaches_its_own_database_only(services: Services, database: str) -> None:
    """Other databases of the server refuse the login."""
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(services.urls(database).app)


def test_what_the_migrator_creates_belongs_to_the_owner(services: Services) -> None:
    """Migrations need no SET ROLE of their own to leave no object owned by a login."""
    with psycopg.connect(services.urls().migration) as connection:
        connection.execute("CREATE TABLE public.probe ()")
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'probe'").fetchone()
        connection.rollback()
    assert owner == ("if_owner",)


def test_roles_can_be_ensured_again(services: Services) -> None:
    """The set-up of roles repeats without harm: it runs at each start whose script has changed."""
    services.postgres.ensure_roles()
    ours = "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'if\\_%' ORDER BY rolname"
    rows = services.postgres.psql(ours, database="postgres").split()
    assert rows == ["if_app|t", "if_migrator|t", "if_owner|f", "if_worker|t"]


def test_valkey_wants_its_password(services: Services) -> None:
    """A process of this machine that does not know the password is refused."""
    with redis.Redis.from_url(services.redis_url) as known:
        assert known.ping() is True
    anonymous = services.redis_url.replace(services.redis_url.split("@")[0], "redis://").replace("@", "")
    with redis.Redis.from_url(anonymous) as unknown, pytest.raises(redis.AuthenticationError):
        unknown.ping()
