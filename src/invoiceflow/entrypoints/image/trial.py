"""The image at work: real PostgreSQL and Valkey, production's settings, a read-only root and no rights."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import httpx

from invoiceflow.entrypoints.development import environment
from invoiceflow.entrypoints.development.child import Child, Program
from invoiceflow.entrypoints.development.listening import Listening
from invoiceflow.entrypoints.development.network import LOOPBACK, free_ports
from invoiceflow.entrypoints.development.postgres import ROLES, Postgres
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.development.supervisor import Supervisor
from invoiceflow.entrypoints.development.valkey import Valkey
from invoiceflow.entrypoints.image.engine import Engine
from invoiceflow.entrypoints.image.job import MainJob
from invoiceflow.entrypoints.setup.terminal import say

STOP_SECONDS: Final = 30
_TENANT: Final = "lindenhof"
# Asked inside the container: who one is there, and whether its root can be written.
_WHO: Final = """
import errno, os
try:
    open("/app/intruder", "w")
    written = "written"
except OSError as error:
    written = errno.errorcode[error.errno]
print(os.getuid(), os.getgid(), written)
"""
_CONFINED: Final = "10001 10001 EROFS"


@dataclass(frozen=True, slots=True)
class Trial:
    """One image, run by one engine. Servers and logs lie in ``folder``."""

    engine: Engine
    image: str
    folder: Path
    name: str = field(default_factory=lambda: f"invoiceflow-trial-{token_hex(3)}")

    def prove(self, supervisor: Supervisor) -> None:
        """
        Bring the image up as an operator does, drive the main job, stop it, and look at the books.

        Raises:
            Problem: any of it failed; a sentence says what.
        """
        smtp, mail, web = free_ports(3)
        self._serve(supervisor, smtp, mail)
        self._refuses_bad_settings()
        say("Migrating, then starting web and worker out of the image ...")
        supervisor.run(self._program("Migration", "migrate"))
        processes = self._start(supervisor, web)
        self._check_confinement()
        self._ask("health", "--port", str(web))
        say("Driving the main job: client, invoice, number, email, document, payment ...")
        self._ask("tenant", "create", _TENANT, "--name", "Atelier Lindenhof", "--country", "DE")
        key = self._ask("apikey", "create", "--tenant", _TENANT).strip()
        job = MainJob(f"http://{LOOPBACK}:{web}", key, lambda address: _caught(mail, address))
        job.find(job.do())
        for process in processes:
            stop(process)
        say(self._ask("verify").strip())

    def remove(self) -> None:
        """Remove what the engine keeps of this: the volume of files."""
        subprocess.run(
            [self.engine.program, "volume", "rm", "--force", self.name],
            env=self.engine.environment,
            capture_output=True,
            check=False,
        )

    @property
    def _settings(self) -> Path:
        return self.folder / "settings"

    def _serve(self, supervisor: Supervisor, smtp: int, mail: int) -> None:
        say("Starting PostgreSQL, Valkey and a mail catcher beside it ...")
        ports, passwords = free_ports(2), {role: token_hex(16) for role in ROLES}
        postgres = Postgres(
            self.folder / "postgres", self.folder / "postgresql.log", ports[0], passwords, durable=False
        )
        valkey = Valkey(self.folder / "valkey", self.folder / "valkey.log", ports[1], token_hex(16))
        catcher = [sys.executable, "-m", "invoiceflow.sandbox", "--data", str(self.folder / "mail")]
        command = [*catcher, "--port", str(mail), "--smtp-port", str(smtp)]
        sandbox = Program("Mail catcher", command, self.folder / "mail.log")
        supervisor.start([postgres, valkey, Listening(sandbox, (mail, smtp))])
        supervisor.wait()
        postgres.ensure_roles()
        environment.write(_production(postgres, valkey, smtp), self._settings)

    def _start(self, supervisor: Supervisor, port: int) -> Sequence[Child]:
        serve = ("serve", "--host", LOOPBACK, "--port", str(port))
        web = Listening(self._program("Web", *serve), (port,), "/readyz")
        worker = Listening(self._program("Worker", "worker"))
        children = supervisor.start([web, worker])
        supervisor.wait()
        return children

    def _program(self, name: str, *words: str) -> Program:
        options = (*self._options, f"--name={self.name}-{name.lower()}")
        command = self.engine.running(self.image, *words, options=options)
        return Program(name, command, self.folder / f"{name.lower()}.log", self.engine.environment)

    @property
    def _options(self) -> tuple[str, ...]:
        return (f"--env-file={self._settings}", f"--volume={self.name}:/data")

    def _ask(self, *words: str) -> str:
        """Return what a command of the product prints inside a container of its own."""
        _, *command = self.engine.running(self.image, *words, options=self._options)
        return self.engine.ask(*command)

    def _refuses_bad_settings(self) -> None:
        options = (*self._options, "--env=SECRET_KEY=development-only")
        _, *command = self.engine.running(self.image, "serve", options=options)
        try:
            self.engine.ask(*command)
        except Problem as problem:
            if "SECRET_KEY" in str(problem):
                return
            raise
        raise Problem("The image starts with a development secret.")

    def _check_confinement(self) -> None:
        inside = ("exec", f"{self.name}-web", "/usr/bin/python3", "-c", _WHO)
        found = self.engine.ask(*inside).strip()
        if found != _CONFINED:
            raise Problem(f"The image runs as {found} instead of {_CONFINED}.")


def stop(process: Child) -> None:
    """Stop a process in good order. Raises Problem where it takes too long, or ends badly."""
    process.ask_to_stop()
    began = time.monotonic()
    try:
        status = process.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise Problem(f"{process.program.name} did not stop within {STOP_SECONDS} seconds.") from None
    if status != 0:
        raise Problem(process.obituary())
    say(f"{process.program.name} stopped in good order after {time.monotonic() - began:.1f} s.")


def _production(postgres: Postgres, valkey: Valkey, smtp: int) -> Mapping[str, str]:
    return {
        "ENVIRONMENT": "production",
        "BASE_URL": "https://invoices.example",
        "SECRET_KEY": token_hex(32),
        "DATABASE_URL": postgres.url("if_app"),
        "WORKER_DATABASE_URL": postgres.url("if_worker"),
        "MIGRATION_DATABASE_URL": postgres.url("if_migrator"),
        "REDIS_URL": valkey.url,
        "MAIL_URL": f"smtp://{LOOPBACK}:{smtp}",
        "MAIL_FROM": "invoices@invoiceflow.example",
    }


def _caught(port: int, address: str) -> list[Any]:
    found = httpx.get(f"http://{LOOPBACK}:{port}/mail/api/messages", params={"to": address})
    return list(found.raise_for_status().json())
