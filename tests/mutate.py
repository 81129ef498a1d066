"""
`./run mutate`: make one hole in the walls, or break one thing of the money core, at a time, in a copy of the tree, and
see that the tests find it.

Words after the command choose defects by parts of their names. A defect counts as killed when a test fails, not when
the product or the tests can no longer start. First the same tests run without any defect, and must pass.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mutation.defects import DEFECTS, Defect
from mutation.money import MONEY

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    "src",
    "tests",
    "migrations",
    "bench",
    "docs",
    "pyproject.toml",
    "alembic.ini",
    "README.md",
    "CHANGELOG.md",
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".data", "node_modules")
MIGRATION = '''"""A defect."""

from alembic import op

revision = "defect"
down_revision = "{newest}"


def upgrade() -> None:
    """Plant it."""
    op.execute({sql!r})
'''
HEAD = re.compile(r'^revision(?:: str)? = "(\w+)"', re.MULTILINE)


def main(words: Sequence[str]) -> int:
    """Plant every chosen defect; return 1 when one lived on."""
    chosen = [
        defect for defect in (*DEFECTS, *MONEY) if not words or any(word in defect.name for word in words)
    ]
    (ROOT / ".data").mkdir(mode=0o711, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / ".data", prefix="mutation-") as folder:
        tree = Path(folder)
        tree.chmod(0o711)
        for name in COPIED:
            _copy(ROOT / name, tree / name)
        failed = _failures(tree, sorted({defect.killer for defect in chosen}))
        if failed != []:
            print(f"without a defect: {failed or 'the tests did not run'}")
            return 1
        return _report([(defect, _lives(tree, defect)) for defect in chosen])


def _report(found: list[tuple[Defect, str]]) -> int:
    killed = sum(not why for _, why in found)
    for defect, why in found:
        if why:
            print(f"alive: {defect.name} ({why})")
    print(f"{killed}/{len(found)} killed")
    return int(killed != len(found))


def _lives(tree: Path, defect: Defect) -> str:
    """Return why a defect was not killed; nothing when it was."""
    with _planted(tree, defect):
        failed = _failures(tree, [defect.killer])
    if failed is None:
        why = "nothing could run with it"
    elif failed:
        why = ""
    else:
        why = f"{defect.killer} passes"
    print(f"{'alive ' if why else 'killed'} {defect.name}: {why or (failed or [''])[0]}", flush=True)
    return why


@contextmanager
def _planted(tree: Path, defect: Defect) -> Iterator[None]:
    """Have the defect in the tree meanwhile."""
    if defect.sql:
        versions = tree / "migrations" / "versions"
        newest = _newest(versions)
        planted = versions / "9999_defect.py"
        planted.write_text(MIGRATION.format(newest=newest, sql=defect.sql))
        yield
        planted.unlink()
        return
    changed = tree / defect.file
    before = changed.read_text()
    after = before
    for old, new in defect.edits.items():
        if after.count(old) != 1:
            raise SystemExit(f"{defect.name}: {defect.file} no longer says once: {old.strip()}")
        after = after.replace(old, new)
    changed.write_text(after)
    yield
    changed.write_text(before)


def _newest(versions: Path) -> str:
    found = HEAD.search(max(versions.glob("[0-9]*.py")).read_text())
    if not found:
        raise SystemExit("the newest migration names no revision")
    return found[1]


def _failures(tree: Path, tests: Sequence[str]) -> list[str] | None:
    """Run tests in the tree until one fails; return which did, and None when they could not be run."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        *tests,
        "-x",
        "-q",
        "--no-header",
        "--tb=line",
        "-p",
        "no:randomly",
    ]
    # Ahead of the checkout's own, which the virtual environment names.
    paths = os.pathsep.join((str(tree / "src"), str(tree / "tests")))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}
    ran = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    failed = re.findall(r"^FAILED (\S+)", ran.stdout, re.MULTILINE)
    if ran.returncode == 0:
        return []
    if ran.returncode == 1 and failed:
        return failed
    print(ran.stdout[-3000:], ran.stderr[-1000:])
    return None


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT, symlinks=True)
    else:
        shutil.copy2(source, target)


sys.exit(main(sys.argv[1:]))
