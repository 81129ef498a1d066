"""The bill of materials: every part of the image, in CycloneDX."""

from typing import Any

from invoiceflow.entrypoints.image.building.bill import bill_of

LOCK = """alembic==1.20.1 \\
    --hash=sha256:83
    # via invoiceflow
deprecated==3.0.1 ; python_version >= "3.12" \\
    --hash=sha256:84
"""
MODULES: dict[str, Any] = {
    "packages": {
        "": {"name": "invoiceflow-ui"},
        "node_modules/react": {"version": "19.3.1"},
        "node_modules/@fontsource-variable/inter": {"version": "5.3.0"},
        "node_modules/vite": {"version": "8.0.0", "dev": True},
    }
}
LIBC = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.41-12+deb13u5\n"


def test_every_part_has_an_address_that_scanners_know() -> None:
    """Python's packages, what browsers load, and the distribution's; not what merely builds them."""
    bill = bill_of(version="1.2.3", lock=LOCK, modules=MODULES, packages=[LIBC])
    parts: Any = bill["components"]
    assert [part["purl"] for part in parts] == [
        "pkg:deb/debian/libc6@2.41-12%2Bdeb13u5?arch=amd64",
        "pkg:npm/%40fontsource-variable/inter@5.3.0",
        "pkg:npm/react@19.3.1",
        "pkg:pypi/alembic@1.20.1",
        "pkg:pypi/deprecated@3.0.1",
    ]
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")


def test_the_same_parts_make_the_same_bill() -> None:
    """Nothing in it is of this moment or this machine, so that a second build makes the same layer."""
    first, second = (bill_of(version="1", lock=LOCK, modules=MODULES, packages=[LIBC]) for _ in range(2))
    assert first == second
