"""The compose files at work: everything in containers, the main job, a stop, a start, and all of it still there."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import httpx

from invoiceflow.entrypoints.development.folder import CHECKOUT
from invoiceflow.entrypoints.development.network import LOOPBACK, free_ports, serves
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.image.engine import Engine
from invoiceflow.entrypoints.image.job import MainJob
from invoiceflow.entrypoints.setup.terminal import say

SERVERS: Final = ("postgres", "pgbouncer", "valkey", "mail")
PROCESSES: Final = ("app", "worker")
_READY_SECONDS: Final = 120
_TENANT: Final = "lindenhof"
# Others' images, for which there is something like them where they cannot be fetched.
STAND_INS: Final = ("postgres", "valkey")


def images_beside(version: str) -> tuple[tuple[str, str, Path], ...]:
    """Return what compose.yaml needs besides the product's own image: its name, the stage and folder that build it."""
    deploy = CHECKOUT / "deploy"
    return (
        (f"invoiceflow-stand-ins:{version}", "stand-ins", CHECKOUT),
        (f"invoiceflow-pgbouncer:{version}", "pgbouncer", deploy / "pgbouncer"),
        ("postgres:17", "postgres", deploy / "stand-ins"),
        ("valkey/valkey:8", "valkey", deploy / "stand-ins"),
    )


@dataclass(frozen=True, slots=True)
class Composed:
    """
    compose.yaml under a project's name of its own, with secrets and files of its own.

    Step by step, in the order that the file's conditions ask for: Podman without systemd asks nobody for their health.
    """

    engine: Engine
    version: str
    folder: Path
    web: int
    mail: int
    name: str = field(default_factory=lambda: f"invoiceflow-trial-{token_hex(3)}")

    def prove(self) -> None:
        """
        Bring it up, drive the main job, stop and start everything, and look whether anything was lost.

        Raises:
            Problem: any of it failed; a sentence says what.
        """
        self._prepare()
        say("Starting the servers of compose.yaml, migrating, then starting web and worker ...")
        self._compose("up", "--detach", "--no-deps", *SERVERS)
        self._within(self._servers_are_ready, "The servers of compose.yaml were not ready.")
        self._product("migrate", service="migrate")
        self._compose("up", "--detach", "--no-deps", *PROCESSES)
        self._within(self._is_ready, "The web process of compose.yaml was not ready.")
        say("Driving the main job through them, by way of PgBouncer ...")
        self._product("tenant", "create", _TENANT, "--name", "Atelier Lindenhof", "--country", "DE")
        key = self._product("apikey", "create", "--tenant", _TENANT).split()[-1]
        job = MainJob(f"http://{LOOPBACK}:{self.web}", key, self._caught)
        done = job.do()
        say("Stopping everything, and starting it again ...")
        self._compose("down")
        self._compose("up", "--detach", "--no-deps", *SERVERS)
        self._within(self._servers_are_ready, "The servers of compose.yaml were not ready again.")
        self._compose("up", "--detach", "--no-deps", *PROCESSES)
        self._within(self._is_ready, "The web process of compose.yaml was not ready again.")
        job.find(done)
        say(self._product("verify").strip().splitlines()[-1])

    def remove(self) -> None:
        """Remove containers, networks and volumes."""
        self._run("down", "--volumes")

    def _prepare(self) -> None:
        subprocess.run(
            ["sh", str(CHECKOUT / "deploy" / "secrets.sh"), str(self.folder / "secrets")],  # noqa: S607  # any sh
            capture_output=True,
            check=True,
        )

    @property
    def _environment(self) -> dict[str, str]:
        ours = {
            "SECRETS": str(self.folder / "secrets"),
            "INVOICEFLOW_VERSION": self.version,
            "BASE": self.engine.base,
            "BASE_URL": f"http://{LOOPBACK}:{self.web}",
            "PORT": str(self.web),
            "MAIL_PORT": str(self.mail),
        }
        return {**self.engine.environment, **ours}

    def _product(self, *words: str, service: str = "worker") -> str:
        """Return what a command of the product prints in a container of a service's kind."""
        return self._compose("run", "--rm", "--no-deps", "-T", service, *words)

    def _compose(self, *words: str) -> str:
        done = self._run(*words)
        if done.returncode != 0:
            said = (done.stderr.strip() or "it said nothing").splitlines()[-1]
            raise Problem(f"compose {words[0]} failed: {said}")
        return done.stdout

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [*_programs(self.engine), "--project-name", self.name, "--file", "compose.yaml", *words]
        with (self.folder / "compose.log").open("a") as log:
            done = subprocess.run(
                command, capture_output=True, text=True, env=self._environment, cwd=CHECKOUT, check=False
            )
            log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\n")
        return done

    def _servers_are_ready(self) -> bool:
        return all(self._is_healthy(name) for name in ("postgres", "pgbouncer", "valkey")) and serves(
            self.mail, "/mail"
        )

    def _is_healthy(self, service: str) -> bool:
        """Run the health check that the file gives a service."""
        labels = {"project": self.name, "service": service}
        filters = [f"--filter=label=com.docker.compose.{name}={value}" for name, value in labels.items()]
        try:
            container = self.engine.ask("ps", "--quiet", *filters).strip()
            told = self.engine.ask("inspect", "--format={{json .Config.Healthcheck.Test}}", container)
            kind, *test = json.loads(told)
            self.engine.ask("exec", container, *(test if kind == "CMD" else ["sh", "-c", *test]))
        except Problem:
            return False
        return True

    def _is_ready(self) -> bool:
        return serves(self.web, "/readyz") and self._is_healthy("worker")

    def _within(self, done: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise Problem(f"{otherwise} The log is {self.folder / 'compose.log'}.")
            time.sleep(1)

    def _caught(self, address: str) -> list[Any]:
        found = httpx.get(f"http://{LOOPBACK}:{self.mail}/mail/api/messages", params={"to": address})
        return list(found.raise_for_status().json())


def composed(engine: Engine, version: str, folder: Path) -> Composed:
    """Return the compose files' trial on free ports."""
    web, mail = free_ports(2)
    return Composed(engine, version, folder, web, mail)


def _programs(engine: Engine) -> Sequence[str]:
    if engine.program == "docker":
        return ("docker", "compose")
    return (str(Path(sys.executable).with_name("podman-compose")), "--no-ansi")
