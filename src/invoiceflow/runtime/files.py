"""Files of tenants, named by their content, so that the same bytes are stored once and a changed file shows."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import TenantId


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

    async def link(self, tenant_id: TenantId, name: str, shown: ShownAs) -> str:
        """
        Return an address, good for a minute, at which anybody who has it gets the file.

        Whether there is such a file is not looked at. Raises NoSuchFile where there can be none of that name.
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
        Yield the bytes of that name in parts; whether they are what the name says is known behind the last.

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
    def links(self) -> FileLinks | None:
        """What gives out files by an address of their own; None where whoever serves a page gives out the bytes."""
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


_READ_BYTES = 256 * 1024


def _settle(file: BinaryIO) -> None:
    """Make what was written survive a loss of power."""
    file.flush()
    os.fsync(file.fileno())


def _keep_entry(folder: Path) -> None:
    """Make a new name in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class LocalFiles:
    """A folder, with one folder per tenant in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, tenant_id: TenantId, content: bytes) -> str:
        """Store the bytes durably and return their name: the SHA-256 in hex."""
        return await asyncio.to_thread(self._write, tenant_id, content)

    async def get(self, tenant_id: TenantId, name: str) -> bytes:
        """Return the bytes of that name, checked against it."""
        return await asyncio.to_thread(self._read, tenant_id, name)

    async def put_parts(self, tenant_id: TenantId, parts: AsyncIterator[bytes], *, draft: str) -> Stored:
        """Store a file of any size durably while its parts come; where they fail, nothing is stored."""
        part = await asyncio.to_thread(self._begun, tenant_id, draft)
        sha, size_bytes = hashlib.sha256(), 0
        try:
            with part.open("xb") as file:
                async for content in parts:
                    await asyncio.to_thread(file.write, content)
                    sha.update(content)
                    size_bytes += len(content)
                await asyncio.to_thread(_settle, file)
            await asyncio.to_thread(self._finished, tenant_id, part, sha.hexdigest())
        finally:
            part.unlink(missing_ok=True)
        return Stored(sha.hexdigest(), size_bytes)

    async def parts_of(self, tenant_id: TenantId, name: str) -> AsyncIterator[bytes]:
        """Yield the bytes of that name in parts; whether they are what the name says is known behind the last."""
        try:
            file = await asyncio.to_thread(self._path(tenant_id, name).open, "rb")
        except FileNotFoundError:
            raise NoSuchFile("There is no such file.") from None
        sha = hashlib.sha256()
        with file:
            while content := await asyncio.to_thread(file.read, _READ_BYTES):
                sha.update(content)
                yield content
        if sha.hexdigest() != name:
            raise DamagedFile(name)

    async def remove(self, tenant_id: TenantId, name: str) -> None:
        """Remove a file, if it is there."""
        await asyncio.to_thread(self._path(tenant_id, name).unlink, missing_ok=True)

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        await asyncio.to_thread(self._remove_others, tenant_id, names)

    @property
    def links(self) -> None:
        """A folder has no address."""

    @property
    def uploads(self) -> None:
        """Nobody can post into a folder."""

    async def close(self) -> None:
        """Hold nothing open, and let go of nothing."""

    def _remove_others(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        for path in list((self._folder / str(tenant_id)).rglob("*")):
            if path.is_file() and path.name not in names:
                path.unlink(missing_ok=True)

    def _path(self, tenant_id: TenantId, name: str) -> Path:
        if not is_name(name):
            raise NoSuchFile("There is no such file.")
        return self._folder / str(tenant_id) / name[:2] / name

    def _write(self, tenant_id: TenantId, content: bytes) -> str:
        name = named(content)
        path = self._path(tenant_id, name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed, so that a crash never leaves half a file under a final name.
        part = path.with_name(f"{name}.{os.getpid()}.{os.urandom(4).hex()}.part")
        with part.open("xb") as file:
            file.write(content)
            _settle(file)
        part.replace(path)
        _keep_entry(path.parent)
        return name

    def _begun(self, tenant_id: TenantId, draft: str) -> Path:
        folder = self._folder / str(tenant_id)
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{draft}.*.part"):
            left.unlink(missing_ok=True)
        return folder / f"{draft}.{os.urandom(4).hex()}.part"

    def _finished(self, tenant_id: TenantId, part: Path, name: str) -> None:
        path = self._path(tenant_id, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part.replace(path)
        _keep_entry(path.parent)

    def _read(self, tenant_id: TenantId, name: str) -> bytes:
        try:
            content = self._path(tenant_id, name).read_bytes()
        except FileNotFoundError:
            raise NoSuchFile("There is no such file.") from None
        if named(content) != name:
            raise DamagedFile(name)
        return content
