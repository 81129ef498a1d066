"""
The peers: small programs on the tools that others would choose, measured in the same minutes on the same machine.

They are installed the first time they are measured. Where that does not work, their figures are left out.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

from redis import Redis

import load
from invoiceflow.entrypoints.development.network import LOOPBACK, free_port
from invoiceflow.entrypoints.setup import interface
from invoiceflow.entrypoints.setup.checkout import Stamp
from invoiceflow.entrypoints.setup.terminal import run, say, works
from load import Make
from people import House
from stage import ROOT, Served, Stage

PEERS = ROOT / "bench" / "peers"
QUIET = {"NEXT_TELEMETRY_DISABLED": "1", "NODE_ENV": "production"}


@dataclass(frozen=True, slots=True)
class NextList:
    """The list in Next.js, running, and how to ask for it."""

    served: Served
    pages: Make
    programs: Make


@contextmanager
def next_list(stage: Stage, database: str, houses: Sequence[House]) -> Iterator[NextList | None]:
    """Serve the same list of the same rows with Next.js; yield None where it cannot be installed."""
    folder = PEERS / "next"
    if not _is_installed(folder, build=True):
        yield None
        return
    cookies = _sessions(stage, houses)
    port = free_port()
    command = (interface.node_program(), folder / "node_modules" / "next" / "dist" / "bin" / "next")
    arguments = ("start", "--hostname", LOOPBACK, "--port", str(port))
    settings = {
        **QUIET,
        "DATABASE_URL": stage.postgres.url("if_app", database),
        "REDIS_URL": stage.valkey.url,
    }
    with stage.served("Next.js", (*command, *arguments), port, "/health", settings, folder) as served:
        yield NextList(served, _make("/invoices", cookies), _make("/api/invoices", cookies))


def product(lines: int, many: int) -> float:
    """Return the CPU seconds of a document by the product's own engine, in a program like the peers'."""
    return _cpu_seconds([sys.executable, ROOT / "bench" / "engine.py"], lines, many)


def react_pdf(lines: int, many: int) -> float | None:
    """Return the CPU seconds of a document by @react-pdf/renderer; None where it cannot be installed."""
    folder = PEERS / "react-pdf"
    if not _is_installed(folder, build=False):
        return None
    return _cpu_seconds([interface.node_program(), folder / "draw.js"], lines, many)


def weasyprint(lines: int, many: int) -> float | None:
    """Return the CPU seconds of a document by WeasyPrint; None where it, or its Pango, cannot be had."""
    folder = PEERS / "weasyprint"
    python = folder / ".venv" / "bin" / "python"
    stamp = Stamp(folder / ".venv" / ".stamp", [folder / "requirements.lock"])
    if not stamp.holds:
        say("Installing the peer weasyprint ...")
        uv = Path(sys.executable).with_name("uv")
        lock = folder / "requirements.lock"
        made = run([uv, "venv", "-q", "--clear", "--python", sys.executable, folder / ".venv"])
        if made and run([uv, "pip", "sync", "-q", "--require-hashes", "--python", python, lock]):
            stamp.set()
    if not works([python, "-c", "import weasyprint"]):
        say("The peer weasyprint cannot be had here; it is left out.")
        return None
    return _cpu_seconds([python, folder / "draw.py"], lines, many)


def _cpu_seconds(program: Sequence[str | Path], lines: int, many: int) -> float:
    command = [*program, str(lines), str(many)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # a list, and ours
    return cast("float", json.loads(done.stdout)["cpu_seconds"])


def _is_installed(folder: Path, *, build: bool) -> bool:
    """Install a peer where its sources changed; tell whether it is there."""
    sources = [path for path in folder.rglob("*.js*") if not {"node_modules", ".next"} & set(path.parts)]
    stamp = Stamp(folder / "node_modules" / ".stamp", sorted(sources))
    if stamp.holds:
        return True
    say(f"Installing the peer {folder.name} ...")
    stamp.lift()
    os.environ.update({name: value for name, value in QUIET.items() if name != "NODE_ENV"})
    # Not "ci", which wants every platform's optional packages, and not each registry has all of them.
    done = interface.npm("install", "--no-save", "--ignore-scripts", "--loglevel=error", folder=folder)
    if not done or (build and not interface.npm("run", "--silent", "build", folder=folder)):
        say(f"The peer {folder.name} cannot be had here; it is left out.")
        return False
    stamp.set()
    return True


def _sessions(stage: Stage, houses: Sequence[House]) -> list[str]:
    """Sign every owner in to the peer, whose sessions are JSON in Redis as well."""
    redis: Redis = Redis.from_url(stage.valkey.url)
    cookies = []
    for house in houses:
        session: dict[str, Any] = {"tenant": str(house.tenant_id), "name": "Mara Petersen"}
        cookies.append(token_hex(32))
        redis.set(f"peer:{cookies[-1]}", json.dumps(session))
    redis.close()
    return cookies


def _make(path: str, cookies: Sequence[str]) -> Make:
    asked = [load.request("GET", path, {"Cookie": f"sid={cookie}"}) for cookie in cookies]
    return lambda number: asked[number % len(asked)]
