"""The bill of materials: every part of the image, in CycloneDX."""

import json
from pathlib import Path
from typing import Any

import pytest

from invoiceflow.entrypoints.image.building.bill import bill_of

LOCK = f"""alembic==1.20.1 \\
    --hash=sha256:{"8" * 64}
    # via invoiceflow
"""
MODULES = {
    "packages": {
        "": {"name": "invoiceflow-ui"},
        "node_modules/react": {"version": "19.3.1", "integrity": "sha512-AAAA"},
        "node_modules/vite": {"version": "8.0.0", "integrity": "sha512-BBBB", "dev": True},
    }
}
LIBC = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.41-12+deb13u5\n"


@pytest.fixture
def bill(tmp_path: Path) -> dict[str, Any]:
    """Return the bill of an image of three parts."""
    lock, modules, packages = tmp_path / "lock", tmp_path / "modules", tmp_path / "packages"
    lock.write_text(LOCK)
    modules.write_text(json.dumps(MODULES))
    packages.mkdir()
    (packages / "libc6").write_text(LIBC)
    return bill_of("1.2.3", lock=lock, modules=modules, packages=packages)


def test_every_part_has_an_address_that_scanners_know(bill: dict[str, Any]) -> None:
    """Python's packages, what browsers load, and the distribution's; not what merely builds them."""
    assert [part["purl"] for part in bill["components"]] == [
        "pkg:pypi/alembic@1.20.1",
        "pkg:npm/react@19.3.1",
        "pkg:deb/debian/libc6@2.41-12%2Bdeb13u5?arch=amd64",
    ]


def test_it_says_what_it_is_the_bill_of(bill: dict[str, Any]) -> None:
    """The product with its version, in the format that the inventory has."""
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == "1.2.3"
