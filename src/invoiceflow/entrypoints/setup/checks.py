"""`./run check`: everything that is true or false about the sources without running the product."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Final

from invoiceflow.entrypoints.setup import interface
from invoiceflow.entrypoints.setup.checkout import PYTHON, ROOT, environment
from invoiceflow.entrypoints.setup.terminal import run, say

Check = Callable[[IO[str]], bool]
"""Writes what it has to say to a file; tells whether all is well."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    name: str
    passed: bool
    said: str


def _python(*words: str) -> Check:
    return lambda output: run([PYTHON, "-m", *words], folder=ROOT, more=environment(), output=output)


def _tool(name: str, *words: str) -> Check:
    return lambda output: run(
        [PYTHON.with_name(name), *words], folder=ROOT, more=environment(), output=output
    )


def _script(name: str) -> Check:
    return lambda output: interface.script(name, output=output)


_DOCKERFILES: Final = (
    "Dockerfile",
    *(f"{each}/Dockerfile" for each in ("deploy/pgbouncer", "deploy/stand-ins", "infra/image")),
)
_COMPOSE: Final = ("compose.yaml", "compose.production.yaml")

# The longest first: they run side by side.
CHECKS: Final[Sequence[tuple[str, Check]]] = (
    ("types", _python("mypy")),
    ("TypeScript lint", _script("lint")),
    ("TypeScript types", _script("check")),
    ("import contracts", _tool("lint-imports", "--no-logo")),
    ("API types", _python("invoiceflow.entrypoints.checking.api_types")),
    ("types of the builder", _python("invoiceflow.entrypoints.checking.builder_types")),
    ("Dockerfiles", _tool("hadolint", *_DOCKERFILES)),
    (
        "compose files",
        _tool("check-jsonschema", "--quiet", "--builtin-schema=vendor.compose-spec", *_COMPOSE),
    ),
    ("pages", _python("invoiceflow.entrypoints.checking.pages")),
    ("lint", _python("ruff", "check", "--quiet", ".")),
    ("format", _python("ruff", "format", "--check", "--quiet", ".")),
)


def main() -> int:
    """Run every check to its end, one on each core; name those that failed, and return 1 if there is one."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        for outcome in side_by_side.map(_outcome, CHECKS):
            say(f"- {outcome.name}")
            if outcome.said:
                say(outcome.said)
            if not outcome.passed:
                failed.append(outcome.name)
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _outcome(named: tuple[str, Check]) -> _Outcome:
    name, check = named
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        passed = check(output)
        output.seek(0)
        return _Outcome(name, passed, output.read().rstrip())
