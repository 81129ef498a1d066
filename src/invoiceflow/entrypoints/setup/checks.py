"""`./run check`: everything that is true or false about the sources without running the product."""

from collections.abc import Callable, Sequence
from typing import Final

from invoiceflow.entrypoints.setup import interface
from invoiceflow.entrypoints.setup.checkout import PYTHON, ROOT, environment
from invoiceflow.entrypoints.setup.terminal import run, say


def _python(*words: str) -> Callable[[], bool]:
    return lambda: run([PYTHON, "-m", *words], folder=ROOT, more=environment())


def _tool(name: str, *words: str) -> Callable[[], bool]:
    return lambda: run([PYTHON.with_name(name), *words], folder=ROOT, more=environment())


def _api_types() -> bool:
    if not (ROOT / "src" / "invoiceflow" / "entrypoints" / "commands" / "openapi.py").exists():
        say("  there is no description of the API yet")
        return True
    return _python("invoiceflow.entrypoints.checking.api_types")()


CHECKS: Final[Sequence[tuple[str, Callable[[], bool]]]] = (
    ("lint", _python("ruff", "check", "--quiet", ".")),
    ("format", _python("ruff", "format", "--check", "--quiet", ".")),
    ("types", _python("mypy")),
    ("import contracts", _tool("lint-imports", "--no-logo")),
    ("pages", _python("invoiceflow.entrypoints.checking.pages")),
    ("TypeScript types", lambda: interface.script("check")),
    ("TypeScript lint", lambda: interface.script("lint")),
    ("API types", _api_types),
    ("types of the builder", _python("invoiceflow.entrypoints.checking.builder_types")),
)


def main() -> int:
    """Run every check to its end; name those that failed, and return 1 if there is one."""
    failed = []
    for name, check in CHECKS:
        say(f"- {name}")
        if not check():
            failed.append(name)
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0
