"""What the image is made of, as a bill of materials in CycloneDX 1.6 (ECMA-424)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Component = dict[str, object]

_PINNED: Final = re.compile(r"^([a-zA-Z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_PACKAGE: Final = re.compile(r"^(Package|Version|Architecture): (.+)$", re.MULTILINE)


def bill_of(
    *, version: str, lock: str, modules: Mapping[str, Any], packages: Sequence[str]
) -> dict[str, object]:
    """
    Return the bill of one version, always the same for the same parts.

    ``lock`` pins the Python packages, ``modules`` is npm's lock, ``packages`` are Debian's status paragraphs.
    """
    parts = [*_of_lock(lock), *_of_modules(modules), *_of_packages(packages)]
    return {
        "$schema": "cyclonedx-1.6",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "invoiceflow",
                "name": "invoiceflow",
                "version": version,
            }
        },
        "components": sorted(parts, key=lambda part: str(part["bom-ref"])),
    }


def _of_lock(lock: str) -> Iterator[Component]:
    for name, version in _PINNED.findall(lock):
        yield _library(name, version, f"pkg:pypi/{name.lower().replace('_', '-')}@{version}")


def _of_modules(modules: Mapping[str, Any]) -> Iterator[Component]:
    """Yield what the browser's code takes in; what merely builds it is not in the image."""
    for path, module in modules["packages"].items():
        if path and not module.get("dev") and not module.get("devOptional"):
            name = path.rpartition("node_modules/")[2]
            purl = f"pkg:npm/{name.replace('@', '%40', 1)}@{module['version']}"
            yield _library(name, module["version"], purl)


def _of_packages(packages: Sequence[str]) -> Iterator[Component]:
    for status in packages:
        fields = dict(_PACKAGE.findall(status))
        name, version = fields["Package"], fields["Version"]
        escaped = version.replace("+", "%2B").replace(":", "%3A").replace("~", "~")
        yield _library(name, version, f"pkg:deb/debian/{name}@{escaped}?arch={fields['Architecture']}")


def _library(name: str, version: str, purl: str) -> Component:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
