"""What the image is made of, as CycloneDX 1.6: the parts in its own locks, and what it has of the distribution."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.checking.parts import Part, browser_parts, component, python_parts

_FIELD: Final = re.compile(r"^(Package|Version|Architecture): (.+)$", re.MULTILINE)


def bill_of(version: str, *, lock: Path, modules: Path, packages: Path) -> dict[str, object]:
    """
    Return the bill of one version, always the same for the same parts.

    ``lock`` pins the Python packages, ``modules`` is npm's lock, ``packages`` a folder of Debian's status paragraphs.
    """
    parts = [*python_parts(lock), *browser_parts(modules, building=False), *_system_parts(packages)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "invoiceflow", "version": version}},
        "components": [component(part) for part in parts],
    }


def _system_parts(folder: Path) -> Iterator[Part]:
    for file in sorted(folder.iterdir()):
        fields = dict(_FIELD.findall(file.read_text()))
        name, version = fields["Package"], fields["Version"]
        escaped = version.replace("+", "%2B").replace(":", "%3A")
        purl = f"pkg:deb/debian/{name}@{escaped}?arch={fields['Architecture']}"
        yield Part(name, version, purl, "SHA-256", ())
