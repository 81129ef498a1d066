"""A whole development system for tests, as `./run` starts it: one for all journeys, or one of a test's own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from invoiceflow.entrypoints.development import environment
from invoiceflow.entrypoints.development.folder import DataFolder
from invoiceflow.entrypoints.development.network import free_port


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
