"""The parts of others: each is known by name, version and what its files hash to."""

import json
import re
from pathlib import Path

from invoiceflow.entrypoints.checking.parts import browser_parts, inventory, python_parts

ROOT = Path(__file__).parents[2]


def test_every_part_of_the_server_is_in_the_inventory() -> None:
    """As many as the lock pins, each with the digests of its files."""
    lock = ROOT / "requirements.lock"
    parts = list(python_parts(lock))
    assert len(parts) == len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE)) > 50
    assert [part.name for part in parts if not part.digests] == []
    assert sum(len(part.digests) for part in parts) == lock.read_text().count("--hash=sha256:")
    assert "pkg:pypi/litestar@" in " ".join(part.purl for part in parts)


def test_every_part_of_the_browsers_code_is_in_the_inventory() -> None:
    """What is sent to browsers, and what builds it; a name with a scope is written as purl writes it."""
    lock = ROOT / "ui" / "package-lock.json"
    parts = {part.name: part for part in browser_parts(lock)}
    told = json.loads(lock.read_text())["packages"]
    assert {place.rpartition("node_modules/")[2] for place in told} - {""} == set(parts)
    assert all(len(part.digests[0]) == 128 for part in parts.values())
    assert parts["htmx.org"].purl == f"pkg:npm/htmx.org@{parts['htmx.org'].version}"


def test_it_is_written_as_cyclonedx() -> None:
    """Each component has a name, a version, and an address by which scanners know it, once."""
    written = json.loads(json.dumps(inventory()))
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    addresses = [each["purl"] for each in written["components"]]
    assert len(addresses) > 200
    assert all(re.fullmatch(r"pkg:(?:pypi|npm)/\S+@\S+", address) for address in addresses)
    assert all("hashes" in each or "properties" in each for each in written["components"])
