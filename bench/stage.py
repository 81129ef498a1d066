"""Where measurements happen: real servers in a folder of their own, and the product's processes as `./run` has them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from invoiceflow.entrypoints.development import environment
from invoiceflow.entrypoints.development.child import Child, Program, spawn
from invoiceflow.entrypoints.development.network import LOOPBACK, answers, free_port, free_ports, serves
from invoiceflow.entrypoints.development.postgres import DATABASE, ROLES, Postgres
from invoiceflow.entrypoints.development.valkey import Valkey
from invoiceflow.entrypoints.processes import cli_command, web_command, worker_command

ROOT: Final = Path(__file__).resolve().parents[1]
SECRET_KEY: Final = "measurements-only-measurements-only"
WEBHOOK_SECRET: Final = "whsec_measurements"


@dataclass(frozen=True, slots=True)
class Served:
    """A process that answers on a port, and who it is to the kernel."""

    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Stage:
    """PostgreSQL with the settings of `./run` (writes are safe, memory is little) and Valkey, both running."""

    folder: Path
    postgres: Postgres
    postgres_pid: int
    valkey: Valkey

    def settings(self, database: str, port: int) -> Mapping[str, str]:
        """Return the product's settings on one database."""
        return {
            "ENVIRONMENT": "development",
            "BASE_URL": f"http://{LOOPBACK}:{port}",
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": self.postgres.url("if_app", database),
            "WORKER_DATABASE_URL": self.postgres.url("if_worker", database),
            "MIGRATION_DATABASE_URL": self.postgres.url("if_migrator", database),
            "REDIS_URL": self.valkey.url,
            "GOOGLE_CLIENT_ID": "measurements",
            "GOOGLE_CLIENT_SECRET": "measurements",
            "GOOGLE_ISSUER": f"http://{LOOPBACK}:1",
            "MAIL_URL": f"smtp://{LOOPBACK}:1",
            "MAIL_FROM": "invoices@invoiceflow.example",
            "FILES_DIR": str(self.folder / "files"),
            "API_REQUESTS_PER_SECOND": "100000",  # what a server can carry is measured, not what one key may ask
        }

    def migrate(self) -> None:
        """Bring the first database to the newest schema; the others are copies of it."""
        settings = {**_inherited(), **self.settings(DATABASE, 1)}
        subprocess.run(cli_command("migrate"), env=settings, cwd=ROOT, check=True)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """Copy the first database, to which nobody may be connected, and drop the copy in the end."""
        self.postgres.psql(
            f"CREATE DATABASE {name} OWNER if_owner TEMPLATE {DATABASE} STRATEGY file_copy;"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
            f"GRANT CONNECT ON DATABASE {name} TO if_migrator, if_app, if_worker;",
            database="postgres",
        )
        try:
            yield name
        finally:
            self.postgres.psql(f"DROP DATABASE {name} WITH (FORCE);", database="postgres")

    @contextmanager
    def web(
        self, database: str, *, workers: int = 1, more: Mapping[str, str] | None = None
    ) -> Iterator[Served]:
        """Serve the product on a database, with the command line of development and production; ``more`` settings."""
        port = free_port()
        command = web_command(host=LOOPBACK, port=port, workers=workers)
        settings = {**self.settings(database, port), **(more or {})}
        with self.served("Web", command, port, "/readyz", settings) as served:
            yield served

    @contextmanager
    def worker(self, database: str, *, more: Mapping[str, str] | None = None) -> Iterator[Child]:
        """Work the queue of a database; ``more`` settings."""
        settings = {**self.settings(database, 1), **(more or {})}
        child = spawn(self._program("Worker", worker_command(), settings, ROOT))
        try:
            yield child
        finally:
            child.stop()

    @contextmanager
    def stand_in(self) -> Iterator[Mapping[str, str]]:
        """Run the stand-in for Stripe; yield the settings of a product that collects through it."""
        port, smtp = free_ports(2)
        key = f"sk_test_{token_hex(12)}"
        command = (sys.executable, "-m", "invoiceflow.sandbox", "--data", str(self.folder / "sandbox"))
        ports = ("--port", str(port), "--smtp-port", str(smtp))
        given = {"STRIPE_SECRET_KEY": key, "ENVIRONMENT": "development"}
        child = spawn(self._program("Stand-ins", (*command, *ports), given, ROOT))
        try:
            child.wait_until(lambda: answers(port), seconds=60)
            yield {
                "STRIPE_SECRET_KEY": key,
                "STRIPE_API_BASE": f"http://{LOOPBACK}:{port}/stripe",
                "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
                "STRIPE_CONNECT_WEBHOOK_SECRETS": WEBHOOK_SECRET,
            }
        finally:
            child.stop()

    @contextmanager
    def served(
        self,
        name: str,
        command: tuple[str | Path, ...],
        port: int,
        health: str,
        settings: Mapping[str, str],
        folder: Path = ROOT,
    ) -> Iterator[Served]:
        """Run a program until the block ends; yield it once it answers 200 at `health`."""
        child = spawn(self._program(name, command, settings, folder))
        try:
            child.wait_until(lambda: serves(port, health), seconds=60)
            yield Served(port, child.process.pid)
        finally:
            child.stop()

    def _program(
        self, name: str, command: tuple[str | Path, ...], settings: Mapping[str, str], folder: Path
    ) -> Program:
        log = self.folder / f"{name.lower()}.log"
        return Program(name, command, log, _inherited() | dict(settings), folder)


@contextmanager
def opened(folder: Path) -> Iterator[Stage]:
    """Start the servers in an empty folder; stop them and remove it in the end."""
    folder.mkdir(mode=0o711, parents=True)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        passwords = {role: token_hex(16) for role in ROLES}
        postgres = Postgres(folder / "postgres", folder / "postgres.log", free_port(), passwords)
        valkey = Valkey(folder / "valkey", folder / "valkey.log", free_port(), token_hex(16))
        children = [postgres.start(), valkey.start()]
        for child in children:
            stack.callback(child.stop)
        postgres.wait(children[0])
        valkey.wait(children[1])
        postgres.ensure_roles()
        stage = Stage(folder, postgres, children[0].process.pid, valkey)
        stage.migrate()
        yield stage


def _inherited() -> dict[str, str]:
    """Return this environment without settings of the product that a person may have exported."""
    # Python's own prefix is kept: the product's processes run under the interpreter of the measurements.
    kept = {name: value for name, value in os.environ.items() if name not in environment.NAMES}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
