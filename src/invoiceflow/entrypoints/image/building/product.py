"""The product's own files as they lie in the image, and the bill of everything in it."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.image.building.bill import bill_of
from invoiceflow.entrypoints.image.building.files import compile_all, leave_out, settle

# What sets a checkout up, checks it, builds this, or stands in for others has no place where the product runs.
_LEFT_OUT: Final = (
    *(f"invoiceflow/{name}" for name in ("sandbox", "entrypoints/setup", "entrypoints/checking")),
    *("invoiceflow/entrypoints/image", "**/__pycache__"),
)


def main(packages: Path, target: Path) -> None:
    """Lay out the product. ``packages`` holds what the image has of the distribution, one file each."""
    shutil.copytree("src", target / "src")
    leave_out(target / "src", _LEFT_OUT)
    compile_all(target / "src", seen_as="/app/src", keep_sources=True)
    shutil.copytree("migrations", target / "migrations")
    shutil.copy("alembic.ini", target)
    lock, modules = Path("requirements-image.lock"), Path("package-lock.json")
    bill = bill_of(os.environ["VERSION"], lock=lock, modules=modules, packages=packages)
    (target / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n")
    settle(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
