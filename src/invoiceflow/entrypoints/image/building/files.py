"""Files on their way into the image."""

import compileall
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from py_compile import PycInvalidationMode


def leave_out(folder: Path, patterns: Iterable[str]) -> None:
    """Remove what the patterns name, folders with all that is in them."""
    for pattern in patterns:
        for found in sorted(folder.glob(pattern)):
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)


def bring(file: Path, target: Path) -> None:
    """Copy what an absolute path leads to, under that path and as itself where links are on the way."""
    place = target / file.resolve().relative_to("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file.resolve(), place)
    link = target / file.relative_to("/")
    if link.parent.resolve() / link.name != place:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"/{place.relative_to(target)}")


def compile_all(folder: Path, *, seen_as: str, keep_sources: bool) -> None:
    """
    Make byte code that is never compared with its source, so that it holds whatever the time of the files.

    Without sources it takes their place: tracebacks then name lines, but do not show them. ``seen_as`` is where the
    folder will lie.
    """
    compileall.compile_dir(
        folder,
        quiet=2,
        legacy=not keep_sources,
        stripdir=str(folder),
        prependdir=seen_as,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if keep_sources:
        return
    for source in folder.rglob("*.py"):
        if source.with_suffix(".pyc").exists():
            source.unlink()


def settle(target: Path) -> None:
    """Give every file the time that the build was told (SOURCE_DATE_EPOCH), so that a second build makes the same."""
    then = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    for path in (target, *target.rglob("*")):
        os.utime(path, (then, then), follow_symlinks=False)
