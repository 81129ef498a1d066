"""What describes the servers on AWS: an environment of its own, which the product never shares, and its checks."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.setup import interface
from invoiceflow.entrypoints.setup.checkout import CACHE, PYTHON, ROOT, Stamp, environment
from invoiceflow.entrypoints.setup.terminal import Failure, run, say

_FOLDER: Final = ROOT / "infra"
_LOCK: Final = _FOLDER / "requirements.lock"
_VENV: Final = CACHE / "infra"
_UV: Final = PYTHON.with_name("uv")


def ensure() -> None:
    """
    Make or renew the environment of `infra/` where its lock or the Python changed.

    Raises:
        Failure: its packages cannot be had.
    """
    stamp = Stamp(_VENV / "stamp", [_LOCK], also=f"{sys.version} {ROOT}")
    if stamp.holds:
        return
    say("Installing CDK and its linters, apart from the product (once; 400 MB) ...")
    stamp.lift()
    more = {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(_VENV)}
    made = run([_UV, "venv", "--quiet", "--clear", "--python", PYTHON, _VENV], more=more)
    filled = made and run([_UV, "pip", "sync", "--quiet", "--require-hashes", _LOCK], more=more)
    if not filled:
        raise Failure("The packages of infra/ could not be installed; the lines above say why.")
    stamp.set()


def has_node() -> bool:
    """Return whether there is the Node.js that CDK runs in."""
    try:
        return os.access(interface.node_program(), os.X_OK)
    except Failure:
        return False


def check(words: Sequence[str]) -> bool:
    """Run the checks of `infra/`, which say themselves what they do; tell whether all passed."""
    types = _types()
    node = interface.node_program().parent
    more = {
        **environment(),
        "PATH": f"{node}{os.pathsep}{environment()['PATH']}",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    }
    return run([_VENV / "bin" / "python", "-B", _FOLDER / "check.py", *words], more=more) and types


def _types() -> bool:
    say("- types")
    mypy: list[str | Path] = [PYTHON, "-m", "mypy", "--config-file", _FOLDER / "pyproject.toml"]
    return run([*mypy, "--python-executable", _VENV / "bin" / "python", "."], folder=_FOLDER)
