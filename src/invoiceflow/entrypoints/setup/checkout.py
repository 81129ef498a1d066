"""Where things lie in a checkout, and what they were made from."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.setup.terminal import Failure, say

ROOT: Final = Path(__file__).resolve().parents[4]
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
CACHE: Final = ROOT / ".cache"
UI: Final = ROOT / "ui"


@contextmanager
def alone() -> Iterator[None]:
    """Keep other set-ups of this checkout waiting. Raises Failure where the checkout cannot be written."""
    try:
        CACHE.mkdir(exist_ok=True)
        with (CACHE / "setup.lock").open("a") as lock:
            _wait_for(lock.fileno())
            yield
    except PermissionError as error:
        raise Failure(
            f"{error.filename} belongs to another user, who set this checkout up: use a clone of your own."
        ) from error


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another ./run that is setting this checkout up ...")
        fcntl.flock(lock, fcntl.LOCK_EX)


class Stamp:
    """Remembers in a file what a result was made from."""

    def __init__(self, file: Path, sources: Iterable[Path], *, also: str = "") -> None:
        self._file = file
        digest = hashlib.sha256(also.encode())
        for source in sources:
            digest.update(f"\0{source.relative_to(ROOT)}\0".encode())
            digest.update(source.read_bytes())
        self._now = digest.hexdigest()

    @property
    def holds(self) -> bool:
        """Whether the result was made from exactly this."""
        try:
            return self._file.read_text() == self._now
        except OSError:
            return False

    @property
    def exists(self) -> bool:
        """Whether a result was ever finished."""
        return self._file.exists()

    def lift(self) -> None:
        """Forget, before the result is touched: a run that is cut short must be repeated."""
        self._file.unlink(missing_ok=True)

    def set(self) -> None:
        """Remember that the result is made from this."""
        self._file.write_text(self._now)


def environment() -> dict[str, str]:
    """
    Return the environment for the checkout's own programs, free of another Python's settings.

    What Python compiles is kept, and apart from the sources, even for a person who wants no such files beside them:
    tests start the product a hundred times, and without them each start compiles it anew, 5 seconds instead of 1.
    """
    foreign = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    compiled = {"PYTHONPYCACHEPREFIX": str(CACHE / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    return {**kept, **compiled, "PATH": path}
