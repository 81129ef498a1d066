"""The data folder of a development system: where it lies, and that one system at a time uses it."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.development.problem import Problem

CHECKOUT: Final = Path(__file__).resolve().parents[4]
_MB: Final = 1024 * 1024
_FIRST_MB: Final = 200
_AGAIN_MB: Final = 50
_LOG_BYTES: Final = 10 * _MB
_ADDRESS: Final = "BASE_URL="


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Paths inside one data folder."""

    path: Path

    @property
    def logs(self) -> Path:
        """Where each child's output goes."""
        return self.path / "logs"

    @property
    def records(self) -> Path:
        """Which processes run; see `leftovers`."""
        return self.path / "run"

    @property
    def settings(self) -> Path:
        """The settings of the running system, `KEY=value` lines; absent while none is ready."""
        return self.path / "env"

    @property
    def running(self) -> bool:
        """Whether a system holds this folder at this moment."""
        try:
            with self._lock.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    @contextmanager
    def held(self) -> Iterator[None]:
        """
        Create what is missing and keep every other system out, until the block ends or this process dies.

        Raises:
            Problem: another system runs on this folder, it cannot be made, it is another person's, or its disk is full.
        """
        self._prepare()
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Problem(
                    f"InvoiceFlow already runs on {self.path}{self._at_address()}: "
                    "stop it, or choose another folder with --data."
                ) from None
            yield

    def _at_address(self) -> str:
        """Return where the running system is found, once it is ready."""
        try:
            lines = self.settings.read_text().splitlines()
        except OSError:
            return ""
        return next((f" at {line.removeprefix(_ADDRESS)}" for line in lines if line.startswith(_ADDRESS)), "")

    @property
    def _lock(self) -> Path:
        return self.path / "lock"

    def _prepare(self) -> None:
        # Servers that may not run as root pass through this folder; what is secret inside is closed itself.
        try:
            self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(
                f"{self.path} cannot be made ({error.strerror}): choose another folder with --data."
            ) from None
        if self.path.stat().st_uid != os.geteuid():
            raise Problem(f"{self.path} belongs to another user: choose another folder with --data.")
        free = shutil.disk_usage(self.path).free // _MB
        needed = _AGAIN_MB if (self.path / "postgres" / "data").exists() else _FIRST_MB
        if free < needed:
            raise Problem(f"The disk of {self.path} has {free} MB left, and InvoiceFlow needs {needed} MB.")
        for folder in (self.logs, self.records):
            folder.mkdir(mode=0o700, exist_ok=True)
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > _LOG_BYTES:
                log.replace(log.with_suffix(".old"))


def chosen(environ: Mapping[str, str], *, option: str | None = None) -> DataFolder:
    """Return the folder that `--data` names, else INVOICEFLOW_DATA, else `.data` in the checkout."""
    named = option or environ.get("INVOICEFLOW_DATA")
    return DataFolder(Path(named).resolve() if named else CHECKOUT / ".data")
