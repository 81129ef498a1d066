"""The virtual environment and the Python packages in it, exactly those of `requirements.lock`."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.setup.checkout import CACHE, PYTHON, ROOT, VENV, Stamp
from invoiceflow.entrypoints.setup.terminal import Failure, run, say, works

# Not the interpreter of a virtual environment, which may be the one that is about to be replaced.
_BASE: Final = str(Path(sys.executable).resolve())
_LOCK: Final = ROOT / "requirements.lock"
_PIP: Final = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}


def ensure() -> None:
    """
    Make or renew the virtual environment where the lock or the Python changed since it was made.

    Raises:
        Failure: this Python cannot make one, or packages cannot be had.
    """
    # The path is part of the stamp: the scripts in a virtual environment do not survive a move.
    stamp = Stamp(VENV / "stamp", [_LOCK], also=f"{sys.version} {sys.base_prefix} {ROOT}")
    if stamp.holds and os.access(PYTHON, os.X_OK):
        return
    _check_python()
    say("Installing Python packages (once; a minute or two) ...")
    uv = _uv()
    if not (stamp.exists and works([PYTHON, "-c", ""])):
        _create(uv)
    stamp.lift()
    if not _install(uv):
        raise Failure("The Python packages could not be installed; the lines above say why.")
    _link_sources()
    stamp.set()


def _check_python() -> None:
    for feature in ("ssl", "zlib", "ctypes", "fcntl", "sqlite3", "venv"):
        if not works([_BASE, "-c", f"import {feature}"]):
            raise Failure(
                f"{_BASE} was built without {feature}: "
                "install a complete Python 3.11 or newer, and name it in INVOICEFLOW_PYTHON."
            )


def _uv() -> str | None:
    found = shutil.which("uv")
    return found if found and works([found, "--version"]) else None


def _create(uv: str | None) -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv and run([uv, "venv", "-q", "--seed", "--python", _BASE, VENV]):
        return
    if works([_BASE, "-m", "venv", VENV]):
        return
    # Debian keeps the part of Python that brings pip in a package of its own.
    if os.geteuid() == 0 and shutil.which("apt-get") and apt_install("python3-venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        if works([_BASE, "-m", "venv", VENV]):
            return
    shutil.rmtree(VENV, ignore_errors=True)
    bare = [_BASE, "-m", "venv", "--without-pip", str(VENV)]
    if works([_BASE, "-m", "pip", "--version"]) and works(bare):
        return
    raise Failure(
        f"{_BASE} cannot make a virtual environment: install the package python3-venv "
        "(as root: apt-get install python3-venv), and run this again."
    )


def apt_install(*names: str) -> bool:
    """Install packages of the system, as root; tell whether it succeeded."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    say(f"Installing {', '.join(names)} from the system's packages ...")
    run(["apt-get", "-q", "update"], more=quiet)
    return run(["apt-get", "-q", "install", "-y", "--no-install-recommends", *names], more=quiet)


def _install(uv: str | None) -> bool:
    """Install with the first tool that manages: uv of the system, uv of the lock, pip."""
    if uv and _sync(uv):
        return True
    if _pip("--requirement", _lock_of_uv()) and _sync(VENV / "bin" / "uv"):
        return True
    return _pip("--requirement", _LOCK)


def _sync(uv: str | Path) -> bool:
    # On a terminal uv shows how far it is; elsewhere that would be a hundred lines.
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    command = [uv, "pip", "sync", *quiet, "--require-hashes", "--python", PYTHON, _LOCK]
    return run(command, more={"UV_PYTHON_DOWNLOADS": "never"})


def _pip(*arguments: str | Path) -> bool:
    pip = [str(PYTHON), "-m", "pip"]
    if not works([*pip, "--version"]):
        # A virtual environment without pip is filled by the pip of the Python that made it.
        pip = [_BASE, "-m", "pip", "--python", str(PYTHON)]
    return run([*pip, "install", "--quiet", "--require-hashes", *arguments], more=_PIP)


def _lock_of_uv() -> Path:
    """Write the part of the lock that pins uv itself, hashes included, to a file of its own."""
    pinned = re.search(r"^uv==.*(?:\n    --hash=.*)*", _LOCK.read_text(), re.MULTILINE)
    if pinned is None:
        raise Failure("requirements.lock does not pin uv: export it again as CONTRIBUTING.md says.")
    part = CACHE / "uv.lock"
    part.write_text(pinned[0].rstrip("\\ \n") + "\n")
    return part


def _link_sources() -> None:
    """Make `import invoiceflow` find `src`, by a path that is relative to the file and so survives a move."""
    for packages in VENV.glob("lib/python3*/site-packages"):
        (packages / "invoiceflow.pth").write_text("../../../../src\n")
