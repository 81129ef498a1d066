"""
Start: from `git clone` to the first page with warm package caches, and from a second `./run` to the page.

The clone is of what is committed here; what is changed and not committed is not measured.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from invoiceflow.entrypoints.development import environment
from invoiceflow.entrypoints.development.network import free_port, serves
from report import Figure
from stage import ROOT

LONGEST_SECONDS = 600


def measure() -> list[Figure]:
    """Clone, start, stop, and start again."""
    if not (ROOT / ".git").exists():
        return [Figure("start", "left out: this is no git checkout")]
    folder = ROOT / ".data" / f"bench-start-{os.getpid()}"
    try:
        began = time.monotonic()
        subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)  # noqa: S607  # whatever git the person has
        first = _seconds_to_a_page(folder, began)
        second = _seconds_to_a_page(folder, time.monotonic())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Figure("from clone to first page, warm package caches", f"{first:.1f} s", "under 60 s", first < 60),
        Figure("later start", f"{second:.1f} s", "under 5 s", second < 5),
    ]


def _seconds_to_a_page(folder: Path, began: float) -> float:
    port = free_port()
    with _running(folder, port) as process:
        while not serves(port, "/"):
            if process.poll() is not None or time.monotonic() - began > LONGEST_SECONDS:
                raise RuntimeError("the clone did not start; its ./run says why")
            time.sleep(0.02)
        return time.monotonic() - began


@contextmanager
def _running(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    kept = {name: value for name, value in os.environ.items() if name not in environment.NAMES}
    # Its own first start, not this checkout's: another checkout's Python and data must not be found.
    for foreign in ("INVOICEFLOW_DATA", "INVOICEFLOW_PYTHON", "VIRTUAL_ENV", "PYTHONPATH"):
        kept.pop(foreign, None)
    command = ["./run", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, env=kept, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
