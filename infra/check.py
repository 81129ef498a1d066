"""
What holds of the templates: they are those that the code writes, and two linters agree with them.

`./run infra` sets up the environment that this needs, and runs it.
"""

import difflib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from app import build, empty_app
from environments import ENVIRONMENTS, PRODUCTION, Environment
from exceptions import EXCEPTIONS, Finding

HERE: Final = Path(__file__).resolve().parent
COMMITTED: Final = HERE / "templates" / PRODUCTION.name
WORKFLOWS: Final = HERE.parent / ".github" / "workflows"
TOOLS: Final = Path(sys.executable).parent
SHOWN_LINES: Final = 60


def main(words: list[str]) -> int:
    """Run every check and name what fails; with ``--write``, write the templates first. Return the exit status."""
    with TemporaryDirectory() as folder:
        written = Path(folder)
        for environment in ENVIRONMENTS.values():
            _say(f"Synthesising {environment.name} ...")
            _synthesise(environment, written / environment.name)
        if "--write" in words:
            _commit(written / PRODUCTION.name)
        checks: tuple[tuple[str, Callable[[], list[str]]], ...] = (
            ("the committed templates", lambda: _differences(written / PRODUCTION.name)),
            ("cdk-nag", lambda: _findings(written / "nag")),
            ("cfn-lint", lambda: _cfn_lint(written)),
            ("the workflows", _workflows),
        )
        failed = [name for name, check in checks if not _passes(name, check)]
    _say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _passes(name: str, check: Callable[[], list[str]]) -> bool:
    _say(f"- {name}")
    wrong = check()
    for line in wrong:
        _say(f"    {line}")
    return not wrong


def _synthesise(environment: Environment, folder: Path) -> None:
    app = empty_app(str(folder))
    build(app, environment)
    app.synth()


def _pretty(folder: Path) -> dict[str, str]:
    """Return the templates of a folder as they are committed, by the names of their files."""
    return {
        file.name.replace(".template", ""): json.dumps(json.loads(file.read_text()), indent=2) + "\n"
        for file in sorted(folder.glob("*.template.json"))
    }


def _commit(written: Path) -> None:
    COMMITTED.mkdir(parents=True, exist_ok=True)
    templates = _pretty(written)
    for file in COMMITTED.glob("*.json"):
        if file.name not in templates:
            file.unlink()
    for name, text in templates.items():
        (COMMITTED / name).write_text(text)
    _say(f"Wrote {len(templates)} templates.")


def _differences(written: Path) -> list[str]:
    """Return how the committed templates differ from those that the code writes."""
    now = _pretty(written)
    committed = {file.name: file.read_text() for file in COMMITTED.glob("*.json")}
    lines: list[str] = []
    for name in sorted({*now, *committed}):
        before, after = committed.get(name, "").splitlines(), now.get(name, "").splitlines()
        lines += difflib.unified_diff(
            before, after, f"committed {name}", f"now {name}", "", "", 2, lineterm=""
        )
    if not lines:
        return []
    hidden = [f"... and {len(lines) - SHOWN_LINES} more lines"] if len(lines) > SHOWN_LINES else []
    return [*lines[:SHOWN_LINES], *hidden, "`./run infra --write` writes them anew."]


def _findings(folder: Path) -> list[str]:
    """Return what cdk-nag finds beyond the exceptions, and exceptions that nothing needs."""
    asked = subprocess.run(
        [sys.executable, "-B", HERE / "nag.py", folder], capture_output=True, text=True, check=False
    )
    report = folder / "validation-report.json"
    mine = _report(report) if report.is_file() else None
    if mine is None:
        return ["it did not run:", *asked.stderr.splitlines()[-20:]]
    found = set(_found(mine))
    unknown = [f"{each.rule}: {each.path}" for each in found if not _allowed(each)]
    return sorted(unknown) + _idle(found)


def _report(file: Path) -> dict[str, Any] | None:
    """Return cdk-nag's part of the report, whose other parts are CDK's own."""
    parts: list[dict[str, Any]] = json.loads(file.read_text())["pluginReports"]
    return next((part for part in parts if part["pluginName"] == "AwsSolutions"), None)


def _found(report: dict[str, Any]) -> Iterator[Finding]:
    for violation in report["violations"]:
        for construct in violation["violatingConstructs"]:
            path = construct["constructPath"].removeprefix(PRODUCTION.called("")).removesuffix("/Resource")
            yield Finding(violation["ruleName"], path)


def _idle(found: set[Finding]) -> list[str]:
    return [
        f"nothing needs the exception {each.rule} for {path} any more"
        for each in EXCEPTIONS
        for path in each.paths
        if not any(each.covers(finding) and finding.path == path for finding in found)
    ]


def _allowed(finding: Finding) -> bool:
    return any(each.covers(finding) for each in EXCEPTIONS)


def _cfn_lint(written: Path) -> list[str]:
    templates = sorted(written.glob("*/*.template.json"))
    return _told_by("cfn-lint", "--format", "parseable", "--regions", PRODUCTION.region, "--", *templates)


def _workflows() -> list[str]:
    files = sorted(WORKFLOWS.glob("*.yml"))
    schema = _told_by("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    return schema + _told_by("zizmor", "--offline", "--quiet", "--config", HERE / "zizmor.yml", *files)


def _told_by(tool: str, *words: str | Path) -> list[str]:
    """Return what a tool of this environment says where it fails; nothing where it is content."""
    done = subprocess.run([TOOLS / tool, *words], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    return (done.stdout + done.stderr).splitlines() or [f"{tool} ended with {done.returncode}"]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # a command speaks


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
