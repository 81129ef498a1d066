"""What pages make a browser load before they work, compressed: scripts with all that they import, and style sheets."""

import asyncio
import gzip
import json
import re
from collections.abc import Iterable, Sequence
from typing import cast
from urllib.parse import urlsplit

import msgspec

import drafting
import load
from people import House
from plan import Plan
from report import Figure
from stage import ROOT, Stage

BUILD = ROOT / "src" / "invoiceflow" / "web" / "static" / "build"
ISLAND = "src/islands/{}/index.tsx"


class Chunk(msgspec.Struct):
    """One entry of the build's manifest: its file, and the chunks that load with it."""

    file: str
    imports: list[str] = []


def measure(stage: Stage, houses: Sequence[House], _: Plan) -> list[Figure]:
    """Open the pages, and add up what each names."""
    with stage.database("assets") as database, stage.web(database) as web:
        pages = asyncio.run(_pages(web.port, houses[0]))
    chunks = msgspec.json.decode((BUILD / "manifest.json").read_bytes(), type=dict[str, Chunk])
    return [
        _figure("JavaScript of the list page", _scripts(pages["list"], chunks), 20),
        _figure("JavaScript of the public page", _scripts(pages["public"], chunks), 20),
        _figure("JavaScript of the builder", _scripts(pages["builder"], chunks), 110),
        _figure("CSS", set(re.findall(r"/static/build/([\w./-]+\.css)", pages["list"])), 20),
    ]


async def _pages(port: int, house: House) -> dict[str, str]:
    draft, issued = await drafting.drafts(port, house, 2, lines=1)
    answers = await load.closed(
        port, lambda _: drafting.issuing(house, issued), clients=1, count=1, keep=True
    )
    public = urlsplit(cast("str", json.loads(answers.last_body)["public_url"])).path
    paths = {
        "list": f"/app/{house.slug}/invoices",
        "public": public,
        "builder": f"/app/{house.slug}/invoices/{draft}/edit",
    }
    return {name: await _page(port, path, house) for name, path in paths.items()}


async def _page(port: int, path: str, house: House) -> str:
    asked = load.request("GET", path, house.browser)
    answers = await load.closed(port, lambda _: asked, clients=1, count=1)
    answers.demand(200)
    return answers.last_body.decode()


def _scripts(page: str, chunks: dict[str, Chunk]) -> set[str]:
    """Return the files of the scripts that a page names, of the islands on it, and of all that these import."""
    named = set(re.findall(r'(?:src|href)="/static/build/([\w./-]+\.js)"', page))
    entries = [name for name, chunk in chunks.items() if chunk.file in named]
    islands = [ISLAND.format(name) for name in re.findall(r'data-island="([\w-]+)"', page)]
    return set(_files([*entries, *islands], chunks))


def _files(names: Iterable[str], chunks: dict[str, Chunk]) -> Iterable[str]:
    for name in names:
        yield chunks[name].file
        yield from _files(chunks[name].imports, chunks)


def _figure(what: str, files: set[str], goal_kb: float) -> Figure:
    kilobytes = sum(len(gzip.compress((BUILD / file).read_bytes(), mtime=0)) for file in files) / 1000
    count = f"{len(files)} file{'s' * (len(files) != 1)}"
    return Figure(
        what, f"{kilobytes:.1f} kB gzip, {count}", f"at most {goal_kb:g} kB", 0 < kilobytes <= goal_kb
    )
