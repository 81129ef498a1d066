"""Files of tenants, named by their content, so that the same bytes are stored once and a changed file shows."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import TenantId

LINK_SECONDS: Final = 60
"""How long an address is good at which anybody who has it gets a file."""

LONG_BYTES: Final = 8 * 1024 * 1024
"""From here on a file comes in parts, and takes a turn. No document is as long: what is, is an export."""


class NoSuchFile(Missing):
    """This tenant has no file of that name."""

    code = "file.not_found"


class DamagedFile(Exception):
    """A stored file no longer has the content it is named after."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was stored."""

    name: str
    size_bytes: int

    @property
    def is_long(self) -> bool:
        """Whether it is too long to be held in memory."""
        return self.size_bytes > LONG_BYTES


@dataclass(frozen=True, slots=True)
class ShownAs:
    """How a browser is to treat a file: ``file_name`` is of our own making, in ASCII without quotes."""

    media_type: str
    file_name: str
    is_saved: bool = False
    """Whether it is saved at once; else browsers show it, and save it under that name."""

    @property
    def disposition(self) -> str:
        """The header ``Content-Disposition``."""
        return f'{"attachment" if self.is_saved else "inline"}; filename="{self.file_name}"'


class FileLinks(Protocol):
    """Gives out files by an address of their own."""

    @property
    def is_ours(self) -> bool:
        """Return whether that address is one of this very server."""
        ...

    async def link(self, tenant_id: TenantId, name: str, shown: ShownAs) -> str:
        """
        Return an address, good for LINK_SECONDS, at which anybody who has it gets the file.

        A folder looks at the file first, at one that is long only whether it is there: its bytes are checked while they
        are given out. Of a bucket it shows at that address whether there is one.

        Raises:
            NoSuchFile: there is none of that name, or can be none.
            DamagedFile: the bytes are not what the name says.
        """
        ...


@dataclass(frozen=True, slots=True)
class PostForm:
    """A form that posts one file: its address and hidden fields. The file's own field is ``file``, and the last."""

    url: str
    fields: Mapping[str, str]


class Uploads(Protocol):
    """Takes files straight from browsers, to be looked at before anything is made of them."""

    async def form(self, tenant_id: TenantId, *, most_bytes: int, back_url: str) -> PostForm:
        """
        Return a form for one file of up to so many bytes, good for an hour at most.

        Whoever posted it is led to ``back_url``, to whose query the store adds the upload's ``key``.
        """
        ...

    async def read(self, tenant_id: TenantId, key: str) -> bytes:
        """Return the bytes of an upload. Raises NoSuchFile where there is none of that key for this tenant."""
        ...

    async def remove(self, tenant_id: TenantId, key: str) -> None:
        """Remove an upload, if it is there; what nobody comes back for goes by itself."""
        ...

    async def close(self) -> None:
        """Let go of what it holds open."""
        ...


@runtime_checkable  # Litestar looks whether what a handler is given is one
class Files(Protocol):
    """Where files lie."""

    async def put(self, tenant_id: TenantId, content: bytes) -> str:
        """Store the bytes durably and return their name: the SHA-256 in hex."""
        ...

    async def get(self, tenant_id: TenantId, name: str) -> bytes:
        """
        Return the bytes of that name, checked against it.

        Raises:
            NoSuchFile: this tenant has none.
            DamagedFile: the bytes are not what the name says.
        """
        ...

    async def put_parts(self, tenant_id: TenantId, parts: AsyncIterator[bytes], *, draft: str) -> Stored:
        """
        Store a file of any size durably while its parts come; where they fail, nothing is stored.

        One file of a ``draft`` name is written at a time: what an earlier attempt left is removed, and an attempt that
        still goes on elsewhere fails (OSError).
        """
        ...

    def parts_of(self, tenant_id: TenantId, name: str) -> AsyncIterator[bytes]:
        """
        Yield the bytes of that name in parts, the last only where all are what the name says.

        Raises:
            NoSuchFile: this tenant has none.
            DamagedFile: the bytes were not what the name says.
        """
        ...

    async def remove(self, tenant_id: TenantId, name: str) -> None:
        """Remove a file, if it is there."""
        ...

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        ...

    @property
    def links(self) -> FileLinks:
        """What gives out files by an address of their own."""
        ...

    @property
    def uploads(self) -> Uploads | None:
        """What takes files straight from browsers; None where they come as a part of a request to us."""
        ...

    async def close(self) -> None:
        """Let go of what it holds open."""
        ...


def named(content: bytes) -> str:
    """Return the name of these bytes: the SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def is_name(text: str) -> bool:
    """Return whether a file could have this name."""
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text)


async def proven(parts: AsyncIterator[bytes], name: str) -> AsyncIterator[bytes]:
    """
    Yield parts, each once the next has come: the last, without which no file is whole, only where all are good.

    Raises:
        DamagedFile: they are not what the name says.
    """
    sha, waiting = hashlib.sha256(), b""
    async for part in parts:
        if waiting:
            yield waiting
        sha.update(part)
        waiting = part
    if sha.hexdigest() != name:
        raise DamagedFile(name)
    yield waiting
