"""
Buildah and Podman, from the distribution's packages, on machines without an engine: CI, or a container itself.

Their images lie in a folder of ours and go with it. Where no base can be fetched, Debian itself makes one.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.setup.packages import apt_install
from invoiceflow.entrypoints.setup.terminal import run, say, works

# Chroot needs no control groups; the byte code of the image's own format keeps the health check.
BUILDS: Final = (
    "buildah",
    "bud",
    "--isolation=chroot",
    "--layers",
    "--pull-never",
    "--format=docker",
    "--quiet",
)
_PACKAGES: Final = ("buildah", "podman", "runc", "netavark", "aardvark-dns", "iptables")
_OWN_BASE: Final = "localhost/debian:trixie-slim"
_MADE_WITHOUT: Final = ("doc", "man", "locale", "info", "lintian")
# Inside a container there may be no right to raise limits, and control groups of two versions at once.
_CONTAINERS: Final = """[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
"""


def ensure_installed() -> None:
    """Install what is missing. Raises Problem where it is missing and cannot be installed."""
    missing = [name for name in ("buildah", "podman", "runc") if shutil.which(name) is None]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get") and apt_install(*_PACKAGES):
        return
    raise Problem(
        f"Nothing here builds images: start Docker, or install {' and '.join(missing)} "
        f"(as root on Debian: apt-get install {' '.join(_PACKAGES)}), and run this again."
    )


def settings(folder: Path) -> Mapping[str, str]:
    """Return what Podman's commands find in their environment: limits that hold anywhere, and a store in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    containers, storage = folder / "containers.conf", folder / "storage.conf"
    containers.write_text(_CONTAINERS)
    storage.write_text(
        f'[storage]\ndriver = "overlay"\ngraphroot = "{folder / "images"}"\nrunroot = "{folder / "run"}"\n'
    )
    return {"CONTAINERS_CONF": str(containers), "CONTAINERS_STORAGE_CONF": str(storage)}


def base(name: str, folder: Path, more: Mapping[str, str]) -> str:
    """Return the base by the name under which the store has it: fetched, or else made by Debian's own tool."""
    for known in (name, _OWN_BASE):
        if works(["podman", "image", "exists", known], more=more):
            return known
    say(f"Fetching {name} ...")
    if works(["podman", "pull", "--quiet", name], more=more):
        return name
    _make(folder / "base.tar", more)
    return _OWN_BASE


def _make(archive: Path, more: Mapping[str, str]) -> None:
    say("It cannot be fetched here, so Debian's packages make the same (half a minute) ...")
    root = os.geteuid() == 0 and shutil.which("apt-get")
    if shutil.which("mmdebstrap") is None and not (root and apt_install("mmdebstrap")):
        raise Problem("The base cannot be fetched, and mmdebstrap, which makes one, is not installed.")
    left_out = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in _MADE_WITHOUT]
    licences = "--dpkgopt=path-include=/usr/share/doc/*/copyright"
    made: list[str | Path] = [
        "mmdebstrap",
        "--quiet",
        "--variant=minbase",
        *left_out,
        licences,
        "trixie",
        archive,
    ]
    imported: list[str | Path] = ["podman", "import", "--quiet", archive, _OWN_BASE]
    if not (run(made) and works(imported, more=more)):
        raise Problem("The base could not be made; the lines above say why.")
    archive.unlink()


def remove(folder: Path, more: Mapping[str, str]) -> None:
    """Remove the store with everything in it; nothing of it may run any more."""
    works(["podman", "rm", "--all", "--force"], more=more)
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for mount in sorted((each for each in mounts if each.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", mount], check=False)  # noqa: S607  # umount lies elsewhere on each system
    shutil.rmtree(folder, ignore_errors=True)
