"""Addresses of static files: built ones through Vite's manifest, others with their content's hash."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

STATIC = Path(__file__).parent / "static"
URL = "/static"


class Built(msgspec.Struct, frozen=True):
    """One entry of Vite's manifest, as far as it is used here."""

    file: str
    name: str = ""
    src: str = ""


@dataclass(frozen=True, slots=True)
class Assets:
    """
    Resolves names to addresses that may be cached for ever.

    ``built`` maps names (``main.js``, ``app.css``, a font's file name) to hashed paths below ``build/``.
    """

    root: Path
    built: dict[str, str]

    def url(self, name: str) -> str:
        """
        Return the address of an asset.

        A name that was neither built nor lies in the static folder gets an address that answers 404: a
        missing picture does not take a page down.
        """
        if name in self.built:
            return f"{URL}/build/{self.built[name]}"
        path = self.root / name
        if path.is_file():
            return f"{URL}/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"
        return f"{URL}/build/not-built/{name}"


@cache
def load(root: Path = STATIC) -> Assets:
    """Return the assets, read once a process. Without a build (tests of templates alone) no built asset resolves."""
    manifest = root / "build" / "manifest.json"
    if not manifest.is_file():
        return Assets(root, {})
    entries = msgspec.json.decode(manifest.read_bytes(), type=dict[str, Built])
    return Assets(root, dict(_names(entries)))


def _names(entries: dict[str, Built]) -> list[tuple[str, str]]:
    """Name scripts and sheets after their entry (``main.js``, ``app.css``) and files after themselves."""
    return [(_name(key, entry), entry.file) for key, entry in entries.items()]


def _name(key: str, entry: Built) -> str:
    if entry.file.endswith((".js", ".css")):
        return f"{Path(key).stem}{Path(entry.file).suffix}"
    return Path(key).name
