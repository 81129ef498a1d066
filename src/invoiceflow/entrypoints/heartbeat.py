"""
Whether a worker of this machine or container lives: it answers no port, but touches a file again and again.

Beside its jobs and not as one of them, so that it stops where the program hangs, and goes on while servers are away.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from invoiceflow.runtime.ending import end

EVERY_SECONDS: Final = 10
STILL_SECONDS: Final = 45
"""A heart that was last heard longer ago than this has stopped."""


def heart() -> Path:
    """Return the file, one for each user of the machine; in a container there is one."""
    return Path(tempfile.gettempdir()) / f"invoiceflow-worker-{os.getuid()}"


@asynccontextmanager
async def beating(file: Path) -> AsyncIterator[None]:
    """Touch a file for as long as the context is open; afterwards there is none."""
    beat(file)
    task = asyncio.create_task(_beat_for_ever(file))
    try:
        yield
    finally:
        await end(task)
        _stop(file)


def beat(file: Path) -> None:
    """Touch the file, and nothing that somebody else put a link to in its place."""
    held = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.utime(held)
    finally:
        os.close(held)


def _stop(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def is_beating(file: Path, now: datetime) -> bool:
    """Return whether the file was touched lately."""
    with suppress(OSError):
        return abs(now.timestamp() - file.stat().st_mtime) <= STILL_SECONDS
    return False


async def _beat_for_ever(file: Path) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        with suppress(OSError):  # of a full or lost folder whoever asks is told by the age of the last one
            beat(file)
