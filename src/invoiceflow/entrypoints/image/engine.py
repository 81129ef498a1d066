"""What builds and runs containers on this machine: Docker where it answers, else Buildah and Podman."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.image import podman
from invoiceflow.entrypoints.setup.terminal import run, say, works

BASE: Final = "debian:trixie-slim"
# A user without rights, nothing to write on but what is given, and no way to more rights. Health is asked for by hand.
CONFINED: Final = (
    "--no-healthcheck",
    "--read-only",
    "--tmpfs=/tmp",
    "--cap-drop=all",
    "--security-opt=no-new-privileges",
)


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine: its command, how it builds, the base that it has, and where it keeps things (`more`)."""

    program: str
    builds: Sequence[str]
    base: str
    more: Mapping[str, str] = field(default_factory=dict)

    def build(self, folder: Path, *, target: str, tags: Sequence[str], given: Mapping[str, str]) -> None:
        """Build a stage of the folder's Dockerfile. Raises Problem where it fails; what it said is on the screen."""
        arguments = {"BASE": self.base, **given}
        command = (
            *(*self.builds, "--target", target, *_trusted()),
            *(word for tag in tags for word in ("--tag", tag)),
            *(word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")),
            str(folder),
        )
        say(f"Building {tags[0]} ...")
        if not run(command, folder=folder, more=self.more):
            raise Problem("The image could not be built; the lines above say why.")

    @property
    def environment(self) -> dict[str, str]:
        """What commands of the engine are started with."""
        return {**os.environ, **self.more}

    def ask(self, *words: str) -> str:
        """Return what a command of the engine prints. Raises Problem with its last words where it fails."""
        done = subprocess.run(
            [self.program, *words],
            capture_output=True,
            text=True,
            env=self.environment,
            check=False,
        )
        if done.returncode != 0:
            said = (done.stderr.strip() or "it said nothing").splitlines()[-1]
            raise Problem(f"{self.program} {words[0]} failed: {said}")
        return done.stdout

    def has(self, image: str) -> bool:
        """Tell whether an image is here, fetched now if need be."""
        words = ("image", "inspect", image), ("pull", "--quiet", image)
        return any(works([self.program, *each], more=self.more) for each in words)

    def running(self, image: str, *words: str, options: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the command line that runs a command of an image, confined, on this machine's own network."""
        return (self.program, "run", "--rm", "--network=host", *CONFINED, *options, image, *words)


def find(folder: Path, *, base: str = "") -> Engine:
    """
    Return an engine that can build, installing one as root where there is none.

    ``base`` is another name for the base. Podman keeps everything below ``folder``.

    Raises:
        Problem: there is none, and none can be had.
    """
    if shutil.which("docker") and works(["docker", "info"]):
        return Engine("docker", ("docker", "build"), base or BASE)
    say("No Docker engine answers; Buildah and Podman do the same.")
    podman.ensure_installed()
    more = podman.settings(folder)
    return Engine("podman", podman.BUILDS, base or podman.base(BASE, folder, more), more)


def _trusted() -> tuple[str, ...]:
    """Return how the build is told which certificates this machine trusts, where its network needs some of its own."""
    bundle = os.environ.get("SSL_CERT_FILE")
    return ("--secret", f"id=certificates,src={bundle}") if bundle else ()
