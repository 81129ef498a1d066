"""The command lines of the product's own processes, the same in development and production."""

import sys

from invoiceflow.runtime.patience import STOP_SECONDS


def web_command(*, host: str, port: int, workers: int = 1) -> tuple[str, ...]:
    """Return the command that serves the web application."""
    return (
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--loop", "uvloop"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        # For requests that still run; the streams of open pages end at once (stopping.py).
        *("--workers-kill-timeout", str(STOP_SECONDS)),
        "invoiceflow.entrypoints.asgi:app",
    )


def worker_command() -> tuple[str, ...]:
    """Return the command that works the queue."""
    return (sys.executable, "-m", "invoiceflow.entrypoints.worker")


def cli_command(*words: str) -> tuple[str, ...]:
    """Return the command that runs a command of `invoiceflow`."""
    return (sys.executable, "-m", "invoiceflow.entrypoints.cli", *words)
