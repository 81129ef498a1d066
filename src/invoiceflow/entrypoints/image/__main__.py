"""`./run image`: build the image, look into it, and see it do the main job."""

import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Final

from invoiceflow.entrypoints.development.folder import CHECKOUT, DataFolder
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.development.serving import carry_out
from invoiceflow.entrypoints.development.supervisor import Supervisor
from invoiceflow.entrypoints.image import contents, engine, podman
from invoiceflow.entrypoints.image.composed import STAND_INS, composed, images_beside
from invoiceflow.entrypoints.image.engine import Engine
from invoiceflow.entrypoints.image.release import Release, release_of
from invoiceflow.entrypoints.image.trial import Trial
from invoiceflow.entrypoints.setup.terminal import say

_MB: Final = 1_000_000
_MOST_MB: Final = 100


def main(words: Sequence[str]) -> int:
    """Build, look, try; return 0 where all of it went well, and 1 after a sentence about what did not."""
    arguments = _arguments(words)
    data, done = DataFolder(CHECKOUT / ".data" / "image"), list[str]()

    def make(supervisor: Supervisor) -> None:
        shutil.rmtree(data.path / "trial", ignore_errors=True)
        try:
            done.append(_make(arguments, data, supervisor))
            shutil.rmtree(data.path / "trial")  # only now: where something failed, the logs in it say why
        finally:
            _tidy(data, keep=arguments.keep)

    status = carry_out(data, make)
    return status or (0 if done else 130)


def _arguments(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(
        prog="./run image",
        description="Build the image, look into it, start it read-only and without rights, and drive the main job.",
    )
    parser.add_argument(
        "--base", default="", metavar="NAME", help="another name of the base, debian:trixie-slim"
    )
    parser.add_argument("--compose", action="store_true", help="drive the same job through compose.yaml, too")
    parser.add_argument(
        "--keep", action="store_true", help="keep what Podman stores, for the next time; Docker always does"
    )
    return parser.parse_args(words)


def _make(arguments: Namespace, data: DataFolder, supervisor: Supervisor) -> str:
    release = release_of(CHECKOUT)
    built = engine.find(data.path / "store", base=arguments.base)
    _build(built, release)
    _look(built, release.tags[0], data)
    trial = Trial(built, release.tags[0], data.path / "trial")
    trial.folder.mkdir(mode=0o711)
    try:
        trial.prove(supervisor)
    finally:
        supervisor.stop()
        trial.remove()
    if arguments.compose:
        _compose(built, release, data)
    say(f"The image {release.tags[1]} works.")
    return release.tags[1]


def _compose(built: Engine, release: Release, data: DataFolder) -> None:
    for image, target, folder in images_beside(release.version):
        if target not in STAND_INS or not built.has(image):
            built.build(folder, target=target, tags=(image,), given=release.told)
    folder = data.path / "composed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    trial = composed(built, release.version, folder)
    try:
        trial.prove()
    finally:
        trial.remove()
    shutil.rmtree(folder)


def _build(built: Engine, release: Release) -> None:
    say("The first time, building takes two or three minutes.")
    built.build(CHECKOUT, target="app", tags=release.tags, given=release.told)


def _look(built: Engine, image: str, data: DataFolder) -> None:
    """Print how big the image is. Raises Problem where it holds what it should not, or too much of it."""
    archive = data.path / "image.tar"
    try:
        built.ask("save", "--output", str(archive), image)
        found = contents.read(archive)
    finally:
        archive.unlink(missing_ok=True)
    compressed, plain = found.compressed_bytes / _MB, found.bytes / _MB
    say(f"{compressed:.1f} MB compressed, {plain:.1f} MB uncompressed, {len(found.paths):,} files.")
    if found.unwanted:
        raise Problem(f"The image holds what it has no need of: {', '.join(found.unwanted)}.")
    if compressed >= _MOST_MB:
        raise Problem(f"Compressed, the image is to be smaller than {_MOST_MB} MB.")
    say(f"No shell, compiler or package manager is in it; its only programs: {', '.join(found.programs)}.")


def _tidy(data: DataFolder, *, keep: bool) -> None:
    store = data.path / "store"
    if not keep and store.exists():
        podman.remove(store, podman.settings(store))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
