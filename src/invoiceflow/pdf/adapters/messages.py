"""What the pool and its worker processes say to each other: msgpack, each message after its length."""

import struct
from typing import Literal

import msgspec

LENGTH = struct.Struct(">I")
"""Four bytes before each message, big-endian."""


class Order(msgspec.Struct, frozen=True):
    """
    One document to make. ``paper`` is the JSON of a ``Paper``; ``made_at`` is in seconds since 1970, UTC.

    ``max_pages`` limits what comes back of a preview, not of a PDF.
    """

    kind: Literal["pdf", "svg"]
    template: str
    language: str
    paper: bytes
    made_at: int
    max_pages: int


class Made(msgspec.Struct, frozen=True):
    """
    What came of it: one file, or one for each page. ``problem`` is empty when all went well.

    ``notes`` are for the log: what had to be left out. ``unshown`` are the code points that no font has, printed as
    boxes. ``memory_bytes`` is the worker's resident memory.
    """

    files: list[bytes] = []
    page_count: int = 0
    problem: str = ""
    notes: list[str] = []
    unshown: list[int] = []
    memory_bytes: int = 0


def framed(message: Order | Made) -> bytes:
    """Return a message as it goes over the pipe."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
