"""Which version of the product this checkout is, for labels and tags."""

import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Release:
    """A version, the commit that it is built from, and when that was made, in seconds since 1970."""

    version: str
    revision: str
    made_at: int

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the image's names: by version, and by version and commit."""
        return (f"invoiceflow:{self.version}", f"invoiceflow:{self.version}-{self.revision}")

    @property
    def told(self) -> dict[str, str]:
        """Return what the Dockerfile is given to know of it."""
        epoch = str(self.made_at)
        return {"VERSION": self.version, "REVISION": self.revision, "SOURCE_DATE_EPOCH": epoch}


def release_of(checkout: Path) -> Release:
    """Return what a checkout holds; "unknown", made in 1970, where git does not know it."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    revision = _git(checkout, "rev-parse", "--short=12", "HEAD") or "unknown"
    changed = "-changed" if _git(checkout, "status", "--porcelain") else ""
    made_at = int(_git(checkout, "log", "-1", "--format=%ct") or 0)
    return Release(str(project["version"]), f"{revision}{changed}", made_at)


def _git(checkout: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", checkout, *words],  # noqa: S607  # git lies elsewhere on each system
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
