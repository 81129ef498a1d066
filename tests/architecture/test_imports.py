"""Two rules of imports that import-linter cannot say. Neither has an ignore list."""

import sys
from collections.abc import Iterator

import grimp
import pytest

SLICES = frozenset(
    {
        *("reporting", "delivery", "pdf", "einvoice", "payments", "invoicing"),
        *("clients", "tax", "subscription", "tenancy", "identity", "audit"),
    }
)
MEETING_POINTS = frozenset({"domain", "events", "ports", "actions", "queries", "tables"})
IMPURE = frozenset(
    {
        *(
            "asyncio",
            "concurrent",
            "ctypes",
            "io",
            "logging",
            "multiprocessing",
            "os",
            "pathlib",
            "random",
            "sched",
        ),
        *(
            "secrets",
            "select",
            "shutil",
            "signal",
            "socket",
            "sqlite3",
            "ssl",
            "subprocess",
            "sys",
            "tempfile",
        ),
        *("threading", "time", "urllib", "uuid6", "http", "smtplib", "email", "importlib", "contextvars"),
    }
)
PURE_STANDARD = sys.stdlib_module_names - IMPURE


@pytest.fixture(scope="module", name="graph")
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("invoiceflow", include_external_packages=True, cache_dir=None)


def test_slices_meet_only_where_they_may(graph: grimp.ImportGraph) -> None:
    """A slice reaches another through its domain, events, ports, actions, queries and tables; never its store."""
    assert list(_reaching_in(graph)) == []


def test_the_pure_core_imports_only_pure_modules(graph: grimp.ImportGraph) -> None:
    """Kernel, domains and events import each other and the standard library without its doors to the world."""
    assert list(_impurities(graph)) == []


def test_the_rules_are_asked_of_something(graph: grimp.ImportGraph) -> None:
    """The graph has pure modules and imports between slices, so that the rules cannot pass for want of them."""
    pure = {module for module in graph.modules if _is_pure(module)}
    assert {
        "invoiceflow.kernel.money",
        "invoiceflow.invoicing.domain.totals",
        "invoiceflow.tax.domain.category",
    } <= pure
    assert ("invoicing", "tax") in {(_slice_of(a), _slice_of(b)) for a, b in _imports(graph)}


def _reaching_in(graph: grimp.ImportGraph) -> Iterator[str]:
    for importer, imported in _imports(graph):
        here, there = _slice_of(importer), _slice_of(imported)
        layer = [*imported.split("."), "", ""][2]
        if here in SLICES and there in SLICES and here != there and layer not in MEETING_POINTS:
            yield f"{importer} imports {imported}"


def _impurities(graph: grimp.ImportGraph) -> Iterator[str]:
    for importer, imported in _imports(graph):
        if _is_pure(importer) and not _is_pure(imported) and imported not in PURE_STANDARD:
            yield f"{importer} imports {imported}"


def _imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def _slice_of(module: str) -> str:
    return module.split(".")[1] if module.startswith("invoiceflow.") else ""


def _is_pure(module: str) -> bool:
    parts = [*module.split("."), "", ""]
    return parts[0] == "invoiceflow" and (parts[1] == "kernel" or parts[2] in {"domain", "events"})
