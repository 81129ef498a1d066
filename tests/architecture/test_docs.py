"""What the documents point to exists, and the commands that they tell are the commands that there are."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from invoiceflow.entrypoints.cli import COMMANDS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "invoiceflow"
PAGES = sorted(
    {*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("infra/*.md")}
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
IN_BACKTICKS = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"[\w./*-]+/[\w.*-]*")


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCED.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    """Yield each link of a page that leads nowhere in this repository. Other hosts are not asked."""
    for link in LINK.findall(prose(page)):
        address, _, anchor = unquote(link).partition("#")
        target = (page.parent / address).resolve() if address else page
        if re.match(r"https?:", link):
            continue
        if not (target.exists() and target.is_relative_to(ROOT)) or (
            anchor and anchor not in anchors(target)
        ):
            yield link


def lost_paths(page: Path) -> Iterator[str]:
    """
    Yield each path in backticks that is no file or folder of this repository.

    A path has a slash, may have stars, and is meant from the root, the sources or a slice. What is made when the
    product runs begins with a dot, an address with a slash.
    """
    for text in IN_BACKTICKS.findall(prose(page)):
        if FILE.fullmatch(text) and text[0] not in "./" and not _is_there(text.rstrip("/")):
            yield text


def _is_there(path: str) -> bool:
    return any(found for base in (ROOT, SOURCE) for found in (*base.glob(path), *base.glob(f"*/{path}")))


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link of each document leads to a file, and its anchor to a heading there."""
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "design.md"], ids=_name)
def test_paths_exist(page: Path) -> None:
    """Each file or folder that a document names exists; in the design's words a slash is mostly an "or"."""
    assert list(lost_paths(page)) == []


def test_every_document_is_reachable() -> None:
    """From the README one comes to every document."""
    seen, waiting = {ROOT / "README.md"}, [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        linked = {(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(page))}
        new = {target for target in linked & set(PAGES) if target not in seen}
        seen |= new
        waiting += new
    assert {_name(page) for page in set(PAGES) - seen} == set()


def test_decisions_are_numbered_without_gaps() -> None:
    """Records count up from 1, and each says why, what else there was and what holds it."""
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    parts = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
    for record in records:
        assert re.findall(r"^## (.+)$", record.read_text(), re.MULTILINE) == parts, record.name


def test_the_readme_tells_every_command() -> None:
    """The table of commands has those of `./run help` and `./run cli help`: those, and no others."""
    section = (ROOT / "README.md").read_text().split("\n## Commands\n")[1].split("\n## ")[0]
    told = re.findall(r"^\| `\./run ?([a-z ]*[a-z]|)", section, re.MULTILINE)
    printed = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    words = re.findall(r"^  ([a-z]+|) +\S", printed.split("\n\n")[1], re.MULTILINE)
    assert sorted(told) == sorted([*words, *(f"cli {command.words}" for command in COMMANDS)])


@pytest.mark.parametrize(
    "text",
    ["[a](no/such/file.md)", "[a](README.md#no-such-heading)", "[a](../elsewhere.md)"],
)
def test_a_broken_link_is_found(text: str, tmp_path: Path) -> None:
    """A file that is not there, a heading that is not there, and a way out of the repository are seen."""
    page = tmp_path / "page.md"
    page.write_text(text)
    assert list(broken_links(page))


@pytest.mark.parametrize("path", ["src/invoiceflow/nowhere/", "invoicing/domain/sums.py"])
def test_a_lost_path_is_found(path: str, tmp_path: Path) -> None:
    """Folders, files from the root and files from the sources are looked for."""
    page = tmp_path / "page.md"
    page.write_text(f"See `{path}`, and `./run test`.")
    assert list(lost_paths(page)) == [path]


def test_pictures_are_small_and_described() -> None:
    """Each picture is shown somewhere, with words for those who do not see it, and has at most 150 kB."""
    shown = {}
    for page in PAGES:
        for words, link in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", prose(page)):
            shown[(page.parent / link).resolve()] = words
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert sorted(shown) == pictures
    assert all(shown.values())
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []
