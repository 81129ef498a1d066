"""
Whether the builder's TypeScript types are those of the structures that the server reads and writes.

`python -m invoiceflow.entrypoints.checking.builder_types --write` brings them up to date.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from invoiceflow.clients.web.forms.clients import NewClient
from invoiceflow.clients.web.pages.options import ClientOption, ItemOption
from invoiceflow.entrypoints.setup import interface
from invoiceflow.entrypoints.setup.checkout import UI
from invoiceflow.invoicing.web.builder.answers import (
    BuilderProps,
    Checked,
    IssuedDraft,
    LoadedDraft,
    SavedDraft,
    SubmittedDraft,
)
from invoiceflow.pdf.web.preview_json import PreviewJson

TYPES: Final = UI / "src" / "api" / "builder.ts"
GENERATOR: Final = UI / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
_OPTIONS: Final = ("--root-types", "--root-types-no-schema-prefix", "--alphabetize")
_SPOKEN: Final = (
    BuilderProps,
    LoadedDraft,
    SavedDraft,
    IssuedDraft,
    SubmittedDraft,
    Checked,
    PreviewJson,
    ClientOption,
    ItemOption,
    NewClient,
)


def description() -> bytes:
    """Return the structures as an OpenAPI document without paths."""
    _, schemas = msgspec.json.schema_components(_SPOKEN, ref_template="#/components/schemas/{name}")
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "InvoiceFlow: the invoice builder", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    return msgspec.json.encode(whole)


def main(words: Sequence[str]) -> int:
    """Compare, or write with `--write`; return 1 where they differ or cannot be made."""
    with tempfile.TemporaryDirectory() as folder:
        document, fresh = Path(folder) / "openapi.json", Path(folder) / "builder.ts"
        document.write_bytes(description())
        if not interface.node(GENERATOR, document, *_OPTIONS, "--output", fresh, folder=UI):
            return 1
        if "--write" in words:
            TYPES.parent.mkdir(exist_ok=True)
            TYPES.write_bytes(fresh.read_bytes())
        elif not TYPES.exists() or TYPES.read_bytes() != fresh.read_bytes():
            print(f"{TYPES} is not what the server speaks: run this again with --write.")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
