"""Words to the person at the terminal, and programs that they may watch."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO


class Failure(Exception):
    """One clear sentence for a person; the command ends with status 1."""


def say(text: str) -> None:
    """Tell what happens now, on the error stream: the output belongs to the command that follows."""
    print(text, file=sys.stderr, flush=True)


def run(
    command: Sequence[str | Path],
    *,
    folder: Path | None = None,
    more: Mapping[str, str] | None = None,
    output: IO[str] | None = None,
) -> bool:
    """Run a program whose output the person sees, or that ``output`` keeps; tell whether it succeeded."""
    try:
        # Its output, too, goes to the error stream.
        told = output or sys.stderr
        inherited = {**os.environ, **(more or {})}
        done = subprocess.run(command, cwd=folder, env=inherited, stdout=told, stderr=told, check=False)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=output or sys.stderr, flush=True)
        return False
    return done.returncode == 0


def works(command: Sequence[str | Path], *, more: Mapping[str, str] | None = None) -> bool:
    """Tell whether a program runs and succeeds, showing nothing."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(more or {})},
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
