"""What the sources must not contain: secrets, weak randomness, a shell, readers that run what they read."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "invoiceflow"
# What stands in for the outside world, and the demo tenant's story, which is the same for everybody.
NOT_THE_PRODUCT = ("sandbox", "entrypoints/demo")
FOLDERS = ("src", "tests", "migrations", "docs", "ui/src", "bench", ".ci", ".github", "infra")
BUILT = {"build", "node_modules", "__pycache__", ".mypy_cache", ".next"}
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[0-9A-Za-z]{36}\b|\bsk_live_[0-9A-Za-z]{16,}"
    rb"|\bxox[abpr]-[0-9A-Za-z-]{20,}|\bAIza[0-9A-Za-z_-]{35}\b|\bif_[0-9A-Za-z]{49}\b|\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}"
)
RUNNING = {"pickle", "marshal", "shelve", "dill", "yaml", "xml", "lxml"}
"""Modules that make objects, or fetch files, from what they read."""
TOKENS = {"token", "secret", "signature", "csrf", "seal", "mac"}

DRAWING = {"token_bytes", "token_hex", "token_urlsafe"}
SECRET_BYTES = 16
OPEN_NOTHING = {
    "entrypoints/image/composed.py: token_hex(3)",
    "entrypoints/image/job.py: token_hex(4)",
    "entrypoints/image/trial.py: token_hex(3)",
    "runtime/object_store.py: token_hex(4)",
    "web/steps/session.py: secrets.token_hex(12)",
}
"""What is drawn short, since it is no secret: names of trials on this machine, of a part of a file, of a request."""


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Return each module of the product with its path."""
    files = {str(file.relative_to(SOURCE)): file for file in sorted(SOURCE.rglob("*.py"))}
    return tuple(
        (path, ast.parse(file.read_text()))
        for path, file in files.items()
        if not path.startswith(NOT_THE_PRODUCT)
    )


def imported(tree: ast.Module) -> set[str]:
    """Return the top-level names of all that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def compared_plainly(tree: ast.Module) -> list[str]:
    """Return comparisons by == of something that is called a secret with something that is not a literal."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = [node.left, *node.comparators]
            names = {ast.unparse(side).rpartition(".")[2] for side in sides}
            if names & TOKENS and not any(isinstance(side, ast.Constant) for side in sides):
                found.append(ast.unparse(node))
    return found


def test_no_secret_stands_in_the_sources() -> None:
    """No private key, token of a provider, key of the API or signed cookie is in any file of ours."""
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if not BUILT & set(file.parts)]
    assert len(files) > 1_000
    assert [str(file.relative_to(ROOT)) for file in files if _holds_a_secret(file)] == []


def _holds_a_secret(file: Path) -> bool:
    return file.is_file() and SECRETS.search(file.read_bytes()) is not None


@pytest.mark.parametrize(
    "text", ["-----BEGIN EC " + "PRIVATE KEY", "AKIA" + "A" * 16, "if_" + "a" * 49, "ghp_" + "a" * 36]
)
def test_a_secret_would_be_seen(text: str) -> None:
    """Each kind is recognised."""
    assert SECRETS.search(f"x = '{text}'".encode())


def test_randomness_comes_from_the_system() -> None:
    """No module uses `random`, which can be foretold."""
    assert [path for path, tree in trees() if "random" in imported(tree)] == []


def test_what_is_drawn_cannot_be_guessed() -> None:
    """Whatever is drawn as bytes has 128 bits or more, but for the few things listed above, which open nothing."""
    few = {
        f"{path}: {ast.unparse(node)}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _drawn_bytes(node) < SECRET_BYTES
    }
    assert few == OPEN_NOTHING


def _drawn_bytes(call: ast.Call) -> int:
    """Return how many bytes a call of the module secrets draws; as many as are enough for any other call."""
    if ast.unparse(call.func).rpartition(".")[2] not in DRAWING:
        return SECRET_BYTES
    (size,) = call.args or [ast.Constant(0)]
    return size.value if isinstance(size, ast.Constant) and isinstance(size.value, int) else SECRET_BYTES


def test_secrets_are_compared_in_constant_time() -> None:
    """What is called a token or a signature is never compared by ==."""
    assert {path: found for path, tree in trees() if (found := compared_plainly(tree))} == {}
    assert compared_plainly(ast.parse("if request.token == expected: pass"))


def test_nothing_is_read_that_runs() -> None:
    """Nothing unpacks pickles, YAML or XML: what comes in is JSON, forms and pictures."""
    assert {path: found for path, tree in trees() if (found := imported(tree) & RUNNING)} == {}


def test_programs_are_started_without_a_shell() -> None:
    """By list alone."""
    told = {
        path: ast.unparse(node)
        for path, tree in trees()
        for node in ast.walk(tree)
        if _asks_for_a_shell(node)
    }
    shells = {path: node for path, tree in trees() for node in ast.walk(tree) if _is_shell(node)}
    assert told == {}
    assert shells == {}


def _asks_for_a_shell(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and ast.unparse(node) == "shell=True"


def _is_shell(node: ast.AST) -> bool:
    name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return name in {"os.system", "os.popen", "asyncio.create_subprocess_shell", "subprocess.getoutput"}


def test_no_call_follows_redirects() -> None:
    """Other servers cannot send us elsewhere: httpx follows nothing unless told to, and nothing tells it to."""
    told = {path: ast.unparse(node) for path, tree in trees() for node in ast.walk(tree) if _follows(node)}
    assert told == {}
    assert {path for path, tree in trees() if imported(tree) & {"requests", "urllib3", "aiohttp"}} == set()


def _follows(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.keyword)
        and node.arg == "follow_redirects"
        and ast.unparse(node.value) != "False"
    )
