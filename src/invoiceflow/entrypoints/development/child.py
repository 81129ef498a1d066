"""A process that must not outlive the one that started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from invoiceflow.entrypoints.development.privilege import SAME, Identity, call
from invoiceflow.entrypoints.development.problem import Problem

_PR_SET_PDEATHSIG = 1
_ERROR = "[ERROR] "  # as granian, which serves the pages, marks one


@dataclass(frozen=True, slots=True)
class Program:
    """
    What to start. `stop` is the signal that ends it in good order, also when its parent dies.

    `environment` replaces the inherited one when given. `log` receives both output streams.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    stop: signal.Signals = signal.SIGTERM
    identity: Identity = SAME


@dataclass(frozen=True, slots=True)
class Child:
    """A running program, in a session of its own so that Ctrl-C reaches only who started it."""

    program: Program
    process: "subprocess.Popen[bytes]"
    log_start_bytes: int

    @property
    def running(self) -> bool:
        """Whether the program has not ended yet."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the signal that ends the program in good order."""
        if self.running:
            self.process.send_signal(self.program.stop)

    def stop(self, *, patience_seconds: float = 10) -> None:
        """Ask the program to end, wait, and end it and everything in its group by force after that."""
        self.ask_to_stop()
        try:
            self.process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        end_group(self.process.pid, signal.SIGKILL)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """
        Return once `ready()` is true.

        Raises:
            Problem: the program ended before that, or was not ready in time.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise Problem(self.obituary())
            if time.monotonic() > deadline:
                raise Problem(
                    f"{self.program.name} was not ready within {seconds:.0f} seconds; {self._see_log()}"
                )
            time.sleep(0.01)

    def obituary(self) -> str:
        """Say how the program ended: with its own last word, or by which signal, whose reason no log can know."""
        status, log, start = self.process.wait(), self.program.log, self.log_start_bytes
        if status >= 0:
            return (
                f"{self.program.name} ended with status {status}: {last_word(log, start)}; {self._see_log()}"
            )
        before = "".join(f"\n  {line}" for line in last_words(log, start)) or " nothing."
        by = signal.Signals(-status).name
        return f"{self.program.name} was ended by {by}; {self._see_log()} What it said before that:{before}"

    def _see_log(self) -> str:
        return f"its log is {self.program.log}."


def spawn(program: Program) -> Child:
    """
    Start the program.

    On Linux the kernel sends it `program.stop` when this process dies, even by kill -9; elsewhere the
    records of `leftovers` do that job at the next start.

    Raises:
        Problem: it cannot be executed.
    """
    parent = os.getpid()

    def become() -> None:
        program.identity.enter()
        # After the change of identity, which would clear it again.
        if sys.platform == "linux":
            call("prctl", _PR_SET_PDEATHSIG, int(program.stop), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    try:
        with program.log.open("ab") as log:
            log_start_bytes = log.tell()
            process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=program.environment,
                cwd=program.folder,
                start_new_session=True,
                preexec_fn=become,
            )
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(f"{program.name} could not be started: {error}.") from error
    return Child(program, process, log_start_bytes)


def end_group(group: int, with_signal: signal.Signals) -> None:
    """Signal every process of the group; none left, or none that is ours, is fine."""
    try:
        os.killpg(group, with_signal)
    except (ProcessLookupError, PermissionError):
        return


def last_word(log: Path, start_bytes: int = 0) -> str:
    """
    Return the line near the end of a log, after `start_bytes`, that says why: without its full stop.

    What a server calls an error outranks the goodbyes that follow it.
    """
    said = last_words(log, start_bytes, most=12)
    errors = [line.removeprefix(_ERROR) for line in said if line.startswith(_ERROR)]
    return (errors or said or ["it said nothing"])[-1].rstrip(".")


def last_words(log: Path, start_bytes: int = 0, *, most: int = 3) -> list[str]:
    """Return the last lines after `start_bytes` of a log that say something, for a person to read."""
    try:
        text = log.read_bytes()[start_bytes:][-4000:].decode(errors="replace")
    except OSError:
        return ["it left no log"]
    return [line.strip() for line in text.splitlines() if line.strip()][-most:]
