"""
Whether the browser's types of the API are those that the server describes.

`python -m invoiceflow.entrypoints.checking.api_types --write` brings them up to date.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.processes import cli_command
from invoiceflow.entrypoints.setup import interface
from invoiceflow.entrypoints.setup.checkout import UI

_TYPES: Final = UI / "src" / "api" / "schema.ts"
_GENERATOR: Final = UI / "node_modules" / "openapi-typescript" / "bin" / "cli.js"


def main(words: Sequence[str]) -> int:
    """Compare, or write with `--write`; return 1 where they differ or cannot be made."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "schema.ts"
        if not _generate(Path(folder) / "openapi.json", fresh):
            return 1
        if "--write" in words:
            _TYPES.parent.mkdir(exist_ok=True)
            _TYPES.write_bytes(fresh.read_bytes())
        elif not _TYPES.exists() or _TYPES.read_bytes() != fresh.read_bytes():
            print(f"{_TYPES} is not what the API describes: run this again with --write.")
            return 1
    return 0


def _generate(document: Path, types: Path) -> bool:
    described = subprocess.run(cli_command("openapi"), stdout=subprocess.PIPE, check=False)
    document.write_bytes(described.stdout)
    return described.returncode == 0 and interface.node(_GENERATOR, document, "--output", types, folder=UI)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
