"""
Children of a system that was killed.

On Linux the kernel ends them with their parent. Where it could not, the next start finds them by the records
that are written here. A process is touched only if it is certainly the recorded one: same id, same start.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from invoiceflow.entrypoints.development.child import Child, end_group
from invoiceflow.entrypoints.development.problem import Problem


@dataclass(frozen=True, slots=True)
class Records:
    """One file per running child: process id, stop signal, and when it was started."""

    folder: Path

    def add(self, child: Child) -> None:
        """Remember a child that was just started."""
        pid = child.process.pid
        self._file(child).write_text(f"{pid}\n{int(child.program.stop)}\n{started(pid)}\n")

    def remove(self, child: Child) -> None:
        """Forget a child that has ended."""
        self._file(child).unlink(missing_ok=True)

    def end_all(self) -> None:
        """
        End every recorded process that still runs, in good order, else by force after ten seconds.

        Raises:
            Problem: one cannot be ended.
        """
        for file in sorted(self.folder.glob("*.pid")):
            _end(file)
            file.unlink()

    def _file(self, child: Child) -> Path:
        return self.folder / f"{child.program.name.lower().replace(' ', '-')}.pid"


def started(pid: int) -> str:
    """Return when a process started, in words that hold for no other with its id; empty if it is gone."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
        # Fields 3 and 22, counted after the name in brackets, which may itself hold spaces and brackets.
        fields = status.rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return "" if fields[0] == "Z" else f"{fields[19]} {boot}"
    except OSError:
        pass
    if Path("/proc/self").exists():
        return ""
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)],  # noqa: S607  # ps lies elsewhere on each system
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()


def _end(file: Path) -> None:
    try:
        pid_text, signal_text, start = file.read_text().splitlines()
        pid, stop = int(pid_text), signal.Signals(int(signal_text))
    except ValueError:
        return  # cut short while it was written, so the kernel ended the child before anything used it

    def gone() -> bool:
        return not start or started(pid) != start

    if gone():
        return
    with suppress(ProcessLookupError):
        os.kill(pid, stop)
    if not _within(10, gone):
        end_group(pid, signal.SIGKILL)
    if not _within(5, gone):
        raise Problem(f"A process of an earlier run cannot be ended: process {pid}.")


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
