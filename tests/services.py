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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

import pytest

from invoiceflow.entrypoints.development import environment
from invoiceflow.entrypoints.development.child import Child, Program, spawn
from invoiceflow.entrypoints.development.folder import DataFolder
from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_port, free_ports
from invoiceflow.entrypoints.development.postgres import DATABASE, ROLES, Postgres
from invoiceflow.entrypoints.development.valkey import Valkey
from invoiceflow.runtime.s3 import Bucket

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


@dataclass(frozen=True, slots=True)
class Sandbox:
    """
    The stand-ins of this test session. `client_id` and `client_secret` are registered with each provider.

    `url/mail/api/messages?to=ADDRESS` lists what was sent; `POST url/google/faults` spoils the next sign-in, as do
    those of `github` and `oidc`. `stripe_key` opens the platform that events are sent for.
    """

    url: str
    smtp_port: int
    client_id: str
    client_secret: str
    origin: str
    stripe_key: str

    @property
    def stripe_base(self) -> str:
        """What STRIPE_API_BASE is to be."""
        return f"{self.url}/stripe"

    @property
    def bucket(self) -> Bucket:
        """The bucket of the stand-in for S3, whose key pair is `client_id` and `client_secret`."""
        return Bucket("documents", "eu-central-1", f"{self.url}/s3")

    @property
    def upload_bucket(self) -> Bucket:
        """The one beside it that browsers post to."""
        return replace(self.bucket, name="uploads")

    @property
    def issuer(self) -> str:
        return f"{self.url}/google"

    @property
    def redirect_uri(self) -> str:
        return self.callback("google")

    def callback(self, way: str) -> str:
        return f"{self.origin}/login/{way}/callback"

    def settings(self) -> dict[str, str]:
        """Return the settings of a product whose providers are these stand-ins, all of them."""
        ways = ("google", "github", "oidc")
        client = {f"{way}_client_id": self.client_id for way in ways}
        secret = {f"{way}_client_secret": self.client_secret for way in ways}
        addresses = {
            "base_url": self.origin,
            "google_issuer": self.issuer,
            "github_base_url": f"{self.url}/github",
            "github_api_url": f"{self.url}/github/api",
            "oidc_issuer": f"{self.url}/oidc",
            "mail_url": self.mail_url,
        }
        return client | secret | addresses

    @property
    def mail_url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.smtp_port}"


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
def sandbox(data_folder: Path) -> Iterator[Sandbox]:
    """Start the stand-ins for this session."""
    http_port, smtp_port = free_ports(2)
    known = Sandbox(
        url=f"http://{LOOPBACK}:{http_port}",
        smtp_port=smtp_port,
        client_id="invoiceflow-test",
        client_secret=token_hex(16),
        origin="http://127.0.0.1:8000",
        stripe_key=f"sk_test_{token_hex(12)}",
    )
    command = (
        *(sys.executable, "-m", "invoiceflow.sandbox", "--data", str(data_folder / "sandbox")),
        *("--port", str(http_port), "--smtp-port", str(smtp_port)),
        *(
            part
            for way in ("google", "github", "oidc")
            for part in ("--redirect-uri", f"{way}={known.callback(way)}")
        ),
    )
    secrets = {
        f"{way}_CLIENT_{part}": value
        for way in ("GOOGLE", "GITHUB", "OIDC")
        for part, value in (("ID", known.client_id), ("SECRET", known.client_secret))
    }
    secrets["STRIPE_SECRET_KEY"] = known.stripe_key
    keys = {"AWS_ACCESS_KEY_ID": known.client_id, "AWS_SECRET_ACCESS_KEY": known.client_secret}
    inherited = {**os.environ, **secrets, **keys, "ENVIRONMENT": "development"}
    child = spawn(Program("Stand-ins", command, data_folder / "sandbox.log", inherited))
    try:
        child.wait_until(lambda: answers(http_port) and answers(smtp_port), seconds=30)
        yield known
    finally:
        child.stop()


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """A whole development system as `./run` starts it, its settings (`BASE_URL` and so on), and what it said."""

    folder: Path
    settings: Mapping[str, str]
    process: "subprocess.Popen[str]"
    said: str = ""

    @property
    def url(self) -> str:
        return self.settings["BASE_URL"]

    @property
    def mail_url(self) -> str:
        """The mail catcher's pages; `/api/messages?to=ADDRESS` lists what was sent."""
        return self.settings["MAIL_CATCHER_URL"]

    def cli(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the product beside the system."""
        environment = {**_without_settings(), "INVOICEFLOW_DATA": str(self.folder)}
        command = [sys.executable, "-m", "invoiceflow.entrypoints.cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def system_on(folder: Path, *options: str) -> Iterator[RunningSystem]:
    """Start a whole system on a free port; end it with SIGTERM, unless the test already has."""
    command = (
        *(sys.executable, "-m", "invoiceflow.entrypoints.development"),
        *("--data", str(folder), "--port", str(free_port()), *options),
    )
    process = subprocess.Popen(
        command, env=_without_settings(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said = _said_when_ready(process)
        settings = environment.read(DataFolder(folder).settings)
        yield RunningSystem(folder, settings, process, said)
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="session")
def running_system(data_folder: Path) -> Iterator[RunningSystem]:
    """Start a whole seeded system for this session: web, worker, servers and stand-ins."""
    with system_on(data_folder / "system") as system:
        yield system


def _said_when_ready(process: "subprocess.Popen[str]") -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("Press Ctrl-C"):
            return "".join(said)
    raise AssertionError("".join(said))


def _without_settings() -> dict[str, str]:
    """Return this environment without settings of the product that a person may have exported."""
    return {name: value for name, value in os.environ.items() if name not in environment.NAMES}


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


def _remove_if_abandoned(folder: Path) -> None:
    try:
        with (folder / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    except FileNotFoundError:
        pass
    shutil.rmtree(folder, ignore_errors=True)
