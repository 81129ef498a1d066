"""The image is made of what the sources say."""

import re
from pathlib import Path

from invoiceflow.entrypoints.image.building.root import LANGUAGES
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES

ROOT = Path(__file__).parents[2]


def test_the_image_has_the_languages_of_documents() -> None:
    """How dates and amounts are written in each is left in the image."""
    assert set(LANGUAGES) == set(DOCUMENT_LANGUAGES)


def test_the_image_has_packages_of_the_lock_alone() -> None:
    """Its own lock is a part of the whole one, with the same versions and hashes; CONTRIBUTING.md exports both."""

    def pins(name: str) -> set[tuple[str, ...]]:
        found = re.findall(r"^([^ #]+).*((?:\n    --hash=.*)+)", (ROOT / name).read_text(), re.MULTILINE)
        return {(pinned, *re.findall(r"sha256:\w+", hashes)) for pinned, hashes in found}

    ours = pins("requirements-image.lock")
    assert len(ours) > 40
    assert ours <= pins("requirements.lock")


def test_what_is_copied_into_the_image_reaches_the_build() -> None:
    """The list of what is sent to the engine leaves nothing out that the Dockerfile copies."""
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sent = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    sources = {source.rstrip("/") for line in copied for source in line.split()}
    assert [source for source in sources if not source.startswith(tuple(sent))] == []
    assert [source for source in sources if not (ROOT / source).exists()] == []
