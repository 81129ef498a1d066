"""What a page makes a browser load, compressed. Read from the build, so it runs where there is one."""

import gzip
from pathlib import Path

import msgspec
import pytest

from invoiceflow.web.assets import STATIC

BUILD = STATIC / "build"
BUDGET_BYTES = 20_000
BUILDER = "src/islands/invoice-builder/index.tsx"
BUILDER_BUDGET_BYTES = 110_000
pytestmark = pytest.mark.skipif(
    not (BUILD / "manifest.json").is_file(), reason="the pages' scripts are not built"
)


class Chunk(msgspec.Struct):
    """One entry of Vite's manifest: its file, and the chunks that load with it."""

    file: str
    imports: list[str] = []


@pytest.mark.parametrize("entry", ["src/main.ts", "src/public.ts", "src/styles/app.css"])
def test_a_page_loads_at_most_twenty_kilobytes(entry: str) -> None:
    """Signed-in pages without an island, public pages and the style sheet each keep the budget."""
    chunks = msgspec.json.decode((BUILD / "manifest.json").read_bytes(), type=dict[str, Chunk])
    assert (
        sum(_packed_bytes(BUILD / chunks[name].file) for name in _with_imports(chunks, entry)) <= BUDGET_BYTES
    )


def test_the_builder_loads_at_most_a_hundred_and_ten_kilobytes() -> None:
    """With React, and with what every signed-in page loads."""
    chunks = msgspec.json.decode((BUILD / "manifest.json").read_bytes(), type=dict[str, Chunk])
    needed = _with_imports(chunks, BUILDER) | _with_imports(chunks, "src/main.ts")
    assert sum(_packed_bytes(BUILD / chunks[name].file) for name in needed) <= BUILDER_BUDGET_BYTES


def _with_imports(chunks: dict[str, Chunk], entry: str) -> set[str]:
    found = {entry}
    for name in chunks[entry].imports:
        found |= _with_imports(chunks, name)
    return found


def _packed_bytes(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))
