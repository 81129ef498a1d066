"""
Real servers for tests, PostgreSQL and Valkey from wheels, each started once, when first asked for.

A test that needs rows asks for `database`: a fresh copy of the migrated template, one per test module. The
logins in its urls are those of production, with their rights and no more.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest

from invoiceflow.entrypoints.development.child import Child
from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.entrypoints.development.postgres import DATABASE, ROLES, Postgres
from invoiceflow.entrypoints.development.valkey import Valkey

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database as each login reaches it (`postgresql://...`)."""

    name: str
    app: str
    worker: str
    migration: str
    superuser: str


@dataclass(frozen=True, slots=True)
class Services:
    """The servers of this test session."""

    postgres: Postgres
    redis_url: str

    def urls(self, database: str = DATABASE) -> DatabaseUrls:
        url = self.postgres.url
        return DatabaseUrls(
            name=database,
            app=url("if_app", database),
            worker=url("if_worker", database),
            migration=url("if_migrator", database),
            superuser=url("postgres", database),
        )

    def create_database(self, name: str, *, template: str) -> DatabaseUrls:
        """Copy `template`, to which nobody may be connected, with the rights that production has."""
        self.postgres.psql(
            f"CREATE DATABASE {name} OWNER if_owner TEMPLATE {template} STRATEGY file_copy;"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
            f"GRANT CONNECT ON DATABASE {name} TO if_migrator, if_app, if_worker;",
            database="postgres",
        )
        return self.urls(name)

    def drop_database(self, name: str) -> None:
        self.postgres.psql(f"DROP DATABASE {name} WITH (FORCE);", database="postgres")


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """Yield a folder of this session under `.data`, and remove it and those of sessions that were killed."""
    parent = ROOT / ".data"
    parent.mkdir(mode=0o711, exist_ok=True)
    for old in parent.glob("test-*"):
        _remove_if_abandoned(old)
    folder = parent / f"test-{os.getpid()}-{token_hex(3)}"
    folder.mkdir(mode=0o711)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _remove_if_abandoned(folder: Path) -> None:
    try:
        with (folder / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    except FileNotFoundError:
        pass
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def services(data_folder: Path) -> Iterator[Services]:
    """Start PostgreSQL (empty database, roles as in production) and Valkey for this session."""
    postgres = Postgres(
        folder=data_folder / "postgres",
        log=data_folder / "postgres.log",
        port=free_port(),
        passwords={role: token_hex(16) for role in ROLES},
        durable=False,
    )
    valkey = Valkey(data_folder / "valkey", data_folder / "valkey.log", free_port(), token_hex(16))
    children: list[Child] = []
    try:
        children.append(postgres.start())
        children.append(valkey.start())
        postgres.wait(children[0])
        valkey.wait(children[1])
        postgres.ensure_roles()
        yield Services(postgres, valkey.url)
    finally:
        for child in children:
            child.stop()


@pytest.fixture(scope="session")
def template_database(services: Services) -> str:
    """Migrate the session's database once; its name is the template that `database` copies."""
    inherited = os.environ | {
        "ENVIRONMENT": "development",
        "MIGRATION_DATABASE_URL": services.urls().migration,
    }
    subprocess.run(
        [sys.executable, "-m", "invoiceflow.entrypoints.cli", "migrate"],
        env=inherited,
        cwd=ROOT,
        check=True,
    )
    return DATABASE


@pytest.fixture(scope="module")
def database(services: Services, template_database: str) -> Iterator[DatabaseUrls]:
    """Yield a migrated database of this module's own, in which tests may commit."""
    name = f"test_{token_hex(6)}"
    yield services.create_database(name, template=template_database)
    services.drop_database(name)
