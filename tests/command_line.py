"""Commands of `invoiceflow`, run as a person does."""

import subprocess
import sys
from collections.abc import Mapping


def run(environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command, and return what it said."""
    command = [sys.executable, "-m", "invoiceflow.entrypoints.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
