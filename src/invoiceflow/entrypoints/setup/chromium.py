"""A Chromium for the browser tests, from wherever this machine can have one."""

import html
import os
import shutil
import subprocess
from pathlib import Path
from shlex import quote
from typing import Final

from invoiceflow.entrypoints.setup import interface, packages
from invoiceflow.entrypoints.setup.checkout import CACHE, PYTHON, ROOT, Stamp, environment
from invoiceflow.entrypoints.setup.terminal import Failure, say, works

VARIABLE: Final = "INVOICEFLOW_CHROMIUM"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_RECIPE: Final = ROOT / "tests" / "browser" / "chromium"
_FOLDER: Final = CACHE / "chromium"


def ensure() -> Path:
    """
    Return a Chromium that starts: the person's choice, the system's, Playwright's, apt's as root, or npm's.

    Raises:
        Failure: the person's choice does not start, or there is none and none can be had.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        if not _starts(chosen):
            raise Failure(f"{VARIABLE} names {chosen}, which does not start.")
        return Path(chosen)
    return _of_system() or _of_playwright() or _of_apt() or _of_npm()


def _starts(program: str | Path) -> bool:
    return works([program, "--version"])


def _of_system() -> Path | None:
    found = (shutil.which(name) for name in _NAMES)
    return next((Path(program) for program in found if program and _starts(program)), None)


def _of_playwright() -> Path | None:
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    asked = subprocess.run(
        [PYTHON, "-c", ask], capture_output=True, text=True, env=environment(), check=False
    )
    program = Path(asked.stdout.strip() or "none")
    return program if program.is_file() and _starts(program) else None


def _of_apt() -> Path | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    return _of_system() if packages.apt_install("chromium") else None


def _of_npm() -> Path:
    wrapper = _FOLDER / "run"
    recipe = [file for file in _RECIPE.iterdir() if file.is_file()]
    stamp = Stamp(_FOLDER / ".stamp", sorted(recipe), also=str(_FOLDER))
    if not stamp.holds:
        say("Fetching a Chromium for the browser tests (once; half a minute) ...")
        shutil.rmtree(_FOLDER, ignore_errors=True)
        shutil.copytree(_RECIPE, _FOLDER)
        _unpack(_FOLDER / "unpacked")
        _write(wrapper)
        stamp.set()
    if not _starts(wrapper):
        raise Failure(
            f"There is no Chromium for the browser tests here: install one, or name it in {VARIABLE}."
        )
    return wrapper


def _unpack(target: Path) -> None:
    target.mkdir()
    # The package takes its own libraries along only where it believes to be on Amazon's Linux.
    more = {"TMPDIR": str(target), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x"}
    fetched = interface.npm("ci", "--no-audit", "--no-fund", "--loglevel=error", folder=_FOLDER)
    if not (fetched and interface.node("unpack.js", folder=_FOLDER, more=more)):
        raise Failure("A Chromium for the browser tests could not be fetched; the lines above say why.")
    shutil.rmtree(_FOLDER / "node_modules")
    _name_fonts(target)


def _name_fonts(unpacked: Path) -> None:
    """
    Name the package's own font in place of folders that only Amazon's machines have.

    On a machine without any font the browser dies where a page has a select, a date or a password.
    """
    (unpacked / "fonts" / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{html.escape(str(unpacked / 'fonts' / 'fonts'))}</dir>\n"
        f"  <cachedir>{html.escape(str(unpacked / 'fonts-cache'))}</cachedir>\n"
        "</fontconfig>\n",
        encoding="utf-8",
    )


def _write(wrapper: Path) -> None:
    unpacked = quote(str(_FOLDER / "unpacked"))
    wrapper.write_text(
        "#!/bin/sh\n"
        f"LD_LIBRARY_PATH={unpacked}/al2023/lib FONTCONFIG_PATH={unpacked}/fonts "
        f'exec {unpacked}/chromium "$@"\n'
    )
    wrapper.chmod(0o755)
