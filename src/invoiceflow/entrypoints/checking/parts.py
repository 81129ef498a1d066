"""
The inventory of all parts of others, out of the locks: CycloneDX 1.6 as JSON, for whatever looks for known holes.

``python -m invoiceflow.entrypoints.checking.parts`` prints it. Rule: ASVS 5.0 V15.1.2; docs/security/parts.md.
"""

import base64
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from invoiceflow.entrypoints.setup.checkout import ROOT, UI

_PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL
)
_SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Part:
    """A package at a version. ``digests`` are those of its files, in hexadecimal, by ``algorithm`` (``SHA-256``)."""

    name: str
    version: str
    purl: str
    algorithm: str
    digests: tuple[str, ...]


def python_parts(lock: Path) -> Iterator[Part]:
    """Yield the parts of a lock of requirements; each file that pip may take has a digest."""
    for name, version, rest in _PINNED.findall(lock.read_text(encoding="utf-8")):
        purl = f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}"
        yield Part(name, version, purl, "SHA-256", tuple(_SHA256.findall(rest)))


def browser_parts(lock: Path, *, building: bool = True) -> Iterator[Part]:
    """Yield the parts of npm's lock, what the browser is sent and, unless ``building`` is off, what builds it."""
    for place, told in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if name and "integrity" in told and (building or not told.get("dev")):
            digest = base64.b64decode(told["integrity"].removeprefix("sha512-")).hex()
            purl = f"pkg:npm/{name.replace('@', '%40')}@{told['version']}"
            yield Part(name, told["version"], purl, "SHA-512", (digest,))


def inventory(root: Path = ROOT, ui: Path = UI) -> dict[str, object]:
    """Return the inventory as CycloneDX writes it."""
    parts = [*python_parts(root / "requirements.lock"), *browser_parts(ui / "package-lock.json")]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [component(part) for part in parts],
    }


def component(part: Part) -> dict[str, object]:
    """Return one part as CycloneDX writes it."""
    hashes = [{"alg": part.algorithm, "content": digest} for digest in part.digests]
    same = {"type": "library", "name": part.name, "version": part.version, "purl": part.purl}
    # One component has one hash of an algorithm; a package of several files names them all in a property.
    if len(hashes) <= 1:
        return {**same, "hashes": hashes}
    return {**same, "properties": [{"name": "files:sha256", "value": digest} for digest in part.digests]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(inventory(), indent=1) + "\n")
