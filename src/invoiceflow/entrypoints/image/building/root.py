"""
The file system of the image below the product: an interpreter, packages, and the libraries that these load.

Everything else that a distribution has stays behind: a shell, a package manager, a compiler, and what packages carry
along for other purposes than running here. Whatever is missed fails when the image is driven (`./run image`).
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.image.building.files import bring, compile_all, leave_out, settle

PACKAGES: Final = "app/site"
_STDLIB: Final = Path(shutil.__file__).parent

# Of the standard library: what needs a terminal, a window or a database of its own, and what builds, tests or teaches.
_STDLIB_LEFT_OUT: Final = (
    *("test", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "venv", "lib2to3"),
    *("pydoc_data", "curses", "config-*", "dbm", "sqlite3", "xmlrpc"),
    *("profile.py", "cProfile.py", "doctest.py", "sitecustomize.py", "EXTERNALLY-MANAGED"),
    *(f"lib-dynload/{name}*" for name in ("_curses", "readline", "_sqlite3", "_dbm", "_gdbm", "_tkinter")),
    *(
        "lib-dynload/_test*",
        "lib-dynload/_xxtest*",
        "lib-dynload/xx*",
        "lib-dynload/_codecs_*",
        "**/__pycache__",
    ),
)
# The languages of documents (kernel/languages.py); what people type in others is shown as in English.
LANGUAGES: Final = ("ar", "bg", "cs", "da", "de", "el", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "uk")
# Of the packages: what Litestar brings for its own command line and for making up examples, the dialects of other
# databases, formats of pictures that nobody uploads, and tests, sources and stubs.
_PACKAGES_LEFT_OUT: Final = (
    *(
        "bin",
        "faker",
        "polyfactory",
        "pygments",
        "rich",
        "rich_click",
        "markdown_it",
        "mdurl",
        "litestar/cli",
    ),
    *(
        "[Ff]aker-*",
        "polyfactory-*",
        "[Pp]ygments-*",
        "rich-*",
        "rich_click-*",
        "markdown_it_py-*",
        "mdurl-*",
    ),
    *("sqlalchemy/testing", "alembic/testing", "alembic/templates"),
    *(f"sqlalchemy/dialects/{name}" for name in ("mysql", "oracle", "mssql", "sqlite")),
    *("lxml/objectify*", "lxml/isoschematron", "lxml/includes", "lxml/html", "PIL/_avif*", "PIL/_imagingft*"),
    *("pillow.libs/libavif*", "pillow.libs/libharfbuzz*", "pillow.libs/libfreetype*", "pillow.libs/libraqm*"),
    *("**/tests", "**/test", "**/__pycache__", "**/*.pyi", "**/py.typed", "**/*.pyx", "**/*.pxd", "**/*.pxi"),
    *(
        "**/*.c",
        "**/*.h",
        "**/*.hpp",
        "**/*.cpp",
        "**/*.a",
        "*.dist-info/RECORD",
        "*.dist-info/direct_url.json",
    ),
    *("*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/WHEEL", "*.dist-info/sboms"),
)
_OF_THE_SYSTEM: Final = ("/etc/ssl/certs/ca-certificates.crt", "/etc/os-release", "/etc/debian_version")
_PEOPLE: Final = {
    "passwd": "root:x:0:0:root:/:/nonexistent\ninvoiceflow:x:10001:10001::/tmp:/nonexistent\n",
    "group": "root:x:0:\ninvoiceflow:x:10001:\n",
    "nsswitch.conf": "hosts: files dns\n",
}
_LOADED: Final = re.compile(r"(?:=> )?(/\S+) \(0x")


def main(site: Path, target: Path) -> None:
    """Move the packages into the target, and bring along what runs them."""
    leave_out(site, _PACKAGES_LEFT_OUT)
    _leave_out_languages(site / "babel" / "locale-data")
    shutil.copytree(site, target / PACKAGES, symlinks=True)
    compile_all(target / PACKAGES, seen_as=f"/{PACKAGES}", keep_sources=False)
    interpreter = _interpreter(target)
    ours = sorted(target.rglob("*.so*"))
    loaded = set(_libraries([interpreter, *ours]))
    _strip(ours)
    brought = {interpreter, *loaded, *map(Path, _OF_THE_SYSTEM)}
    for file in sorted(brought):
        bring(file, target)
    _note_packages(brought, target)
    _make_places(target)
    settle(target)


def _leave_out_languages(folder: Path) -> None:
    """Keep those of LANGUAGES, as they are written in every country, and what they all build upon."""
    for file in folder.glob("*.dat"):
        if file.stem.partition("_")[0] not in (*LANGUAGES, "root"):
            file.unlink()


def _interpreter(target: Path) -> Path:
    """Bring the standard library, and return where the interpreter is."""
    program = Path(sys.executable).resolve()
    place = target / _STDLIB.relative_to("/")
    shutil.copytree(_STDLIB, place, symlinks=True)
    leave_out(place, _STDLIB_LEFT_OUT)
    compile_all(place, seen_as=str(_STDLIB), keep_sources=False)
    (target / "usr/bin").mkdir(parents=True)
    (target / "usr/bin/python3").symlink_to(program.name)
    return program


def _strip(libraries: Iterable[Path]) -> None:
    """Remove from libraries what only a debugger reads."""
    for library in libraries:
        if not library.is_symlink():
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


def _libraries(programs: Iterable[Path]) -> Iterator[Path]:
    """Yield the libraries of the system that these load, and those load in turn."""
    for program in programs:
        told = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        for found in _LOADED.findall(told.stdout):
            if not found.startswith(("/site/", "/rootfs/")):
                yield Path(found)


def _note_packages(files: Iterable[Path], target: Path) -> None:
    """
    Say which packages of the distribution the files are of, where scanners look for it, and keep their licences.

    One file for each, as images without a package manager have them.
    """
    status = target / "var/lib/dpkg/status.d"
    status.mkdir(parents=True)
    for package in _owners([*files, *_STDLIB.rglob("*.py")]):
        said = subprocess.run(["dpkg-query", "--status", package], capture_output=True, text=True, check=True)
        name = package.partition(":")[0]
        (status / name).write_text(said.stdout)
        licence = Path("/usr/share/doc", name, "copyright")
        if licence.is_file():
            bring(licence, target)


def _owners(files: Iterable[Path]) -> list[str]:
    """Return which packages the files are of. One that was made while a package was installed is of none."""
    asked = ["dpkg-query", "--search", *sorted({str(file.resolve()) for file in files})]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return sorted({"ca-certificates", *(line.split(": ")[0] for line in said.stdout.splitlines())})


def _make_places(target: Path) -> None:
    """Make what a system has besides programs: the old names of folders, who there is, somewhere to write."""
    for name in ("lib", "lib64", "bin"):
        place = target / name
        if not place.exists() and (target / "usr" / name).is_dir():
            place.symlink_to(f"usr/{name}")
    for name, text in _PEOPLE.items():
        (target / "etc" / name).write_text(text)
    (target / "tmp").mkdir(mode=0o1777)
    (target / "tmp").chmod(0o1777)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
