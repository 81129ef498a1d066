"""The database and its logins, made on a server that somebody else runs, as on AWS."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from invoiceflow.entrypoints.development.network import LOOPBACK, free_port
from invoiceflow.entrypoints.development.postgres import ROLES, Postgres

ADMINISTRATOR = "CREATE ROLE administrator LOGIN CREATEROLE CREATEDB NOSUPERUSER PASSWORD 'administrator'"
POWERFUL = r"""SELECT rolname FROM pg_roles WHERE rolname LIKE 'if\_%'
AND (rolsuper OR rolbypassrls OR rolreplication OR rolcreatedb OR rolcreaterole)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Start a server that has nothing of ours, but an administrator who is no superuser."""
    folder = tmp_path_factory.mktemp("elsewhere")
    passwords = dict.fromkeys(ROLES, "superuser")
    postgres = Postgres(folder / "postgres", folder / "log", free_port(), passwords, durable=False)
    child = postgres.start()
    try:
        postgres.wait(child)
        postgres.psql(ADMINISTRATOR, database="postgres")
        yield postgres
    finally:
        child.stop()


def environment(server: Postgres, generation: str) -> dict[str, str]:
    """Return what the task on AWS is told; addresses have no passwords, which the drivers read by themselves."""
    return {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "ADMIN_DATABASE_URL": f"postgresql://administrator@{LOOPBACK}:{server.port}/postgres",
        "PGPASSWORD": "administrator",
        **{f"{login.upper()}_PASSWORD": f"{login}-{generation}" for login in ROLES[1:]},
    }


def command(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product."""
    program = [sys.executable, "-m", "invoiceflow.entrypoints.cli", *words]
    return subprocess.run(program, env=environ, capture_output=True, text=True, check=False)


def enter(server: Postgres, login: str, password: str) -> str:
    """Log in; return as whom."""
    where = f"postgresql://{login}@{LOOPBACK}:{server.port}/invoiceflow"
    with psycopg.connect(where, password=password) as connection:
        (name,) = connection.execute("SELECT session_user::text").fetchone() or ("",)
    return str(name)


def test_logins_are_made_by_an_administrator_who_is_no_superuser(server: Postgres) -> None:
    """Each login enters with its password and has no power; the administrator is left without the owner's rights."""
    made = command(environment(server, "first"), "logins")
    assert (made.returncode, made.stderr) == (0, "")
    assert [enter(server, login, f"{login}-first") for login in ROLES[1:]] == list(ROLES[1:])
    assert server.psql(POWERFUL, database="postgres") == ""
    acting = "SELECT pg_has_role('administrator', 'if_owner', 'USAGE')"
    assert server.psql(acting, database="postgres") == "f"


def test_the_schema_is_made_by_the_migrators_login(server: Postgres) -> None:
    """What migrating needs is one address, and the password where the driver looks for it."""
    assert command(environment(server, "first"), "logins").returncode == 0
    where = f"postgresql://if_migrator@{LOOPBACK}:{server.port}/invoiceflow"
    told = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "MIGRATION_DATABASE_URL": where,
        "PGPASSWORD": "if_migrator-first",
    }
    migrated = command(told, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'directory', 'queue')"
    assert server.psql(owners) == "if_owner"


def test_passwords_are_changed_by_running_it_again(server: Postgres) -> None:
    """New passwords take the place of the old ones, and nothing else changes."""
    assert command(environment(server, "first"), "logins").returncode == 0
    assert command(environment(server, "second"), "logins").returncode == 0
    assert enter(server, "if_app", "if_app-second") == "if_app"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        enter(server, "if_app", "if_app-first")


def test_no_password_reaches_the_servers_log(server: Postgres) -> None:
    """The server is told verifiers, which open nothing, even where it logs every statement."""
    server.psql("ALTER ROLE administrator SET log_statement = 'all'", database="postgres")
    assert command(environment(server, "unseen"), "logins").returncode == 0
    log = server.log.read_text()
    assert "SCRAM-SHA-256$" in log
    assert "unseen" not in log


@pytest.mark.parametrize("missing", ["ADMIN_DATABASE_URL", "IF_WORKER_PASSWORD"])
def test_what_is_missing_is_named(server: Postgres, missing: str) -> None:
    """One sentence, and no password is ever taken to be empty."""
    environ = environment(server, "first")
    del environ[missing]
    refused = command(environ, "logins")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"{missing} is not set. README.md lists every setting.\n"


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    """One sentence, without the password of an address."""
    environ = {
        "PATH": os.environ["PATH"],
        "ADMIN_DATABASE_URL": f"postgresql://nobody:secret@{LOOPBACK}:{free_port()}/postgres",
        "HOME": str(tmp_path),
    }
    refused = command(environ, "logins")
    assert refused.returncode == 1
    assert "The logins could not be made" in refused.stderr
    assert "secret" not in refused.stderr
