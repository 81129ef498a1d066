"""
Static files, out of memory: read and compressed once a process.

Every address that a page writes carries the content's hash (web/assets.py), so browsers keep the answer for ever.
"""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from invoiceflow.web.assets import STATIC
from invoiceflow.web.given import Request
from invoiceflow.web.guards import public

FOR_EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
TEXT = frozenset({".css", ".js", ".svg", ".json", ".txt", ".webmanifest"})
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent; ``packed`` is its gzip, empty where packing gains nothing."""

    content: bytes
    packed: bytes
    media_type: str


@get("/static/{name:path}", guards=[public])
async def static_file(request: Request, name: FromPath[str]) -> Response[bytes]:
    """Send one file of the static folder."""
    found = _files().get(name.lstrip("/"))
    if found is None:
        raise NotFoundException
    hashed = "v" in request.query_params or name.startswith("/build/")
    return send(request, found, {"Cache-Control": FOR_EVER if hashed else AN_HOUR})


def send(request: Request, file: StaticFile, headers: dict[str, str]) -> Response[bytes]:
    """Send a file, compressed for whoever can read that."""
    vary = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
    # The type as a header, since Litestar would add the charset to a media type once more.
    headers = {**headers, "Content-Type": file.media_type, "Vary": vary}
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(file.packed, headers=packed)
    return Response(file.content, headers=headers)


@cache
def _files() -> dict[str, StaticFile]:
    paths = (path for path in STATIC.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(STATIC).as_posix(): _read(path) for path in paths}


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0) if path.suffix in TEXT else b""
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content, packed, TYPES.get(path.suffix, guessed))


handlers = [static_file]
