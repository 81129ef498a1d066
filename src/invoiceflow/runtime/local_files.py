"""Files of tenants in a folder of this machine, or one that machines share."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.file_links import GivenOut, LinkSigner
from invoiceflow.runtime.files import (
    DamagedFile,
    FileLinks,
    NoSuchFile,
    ShownAs,
    Stored,
    is_name,
    named,
    proven,
)

_READ_BYTES = 256 * 1024


def _settle(file: BinaryIO) -> None:
    """Make what was written survive a loss of power."""
    file.flush()
    os.fsync(file.fileno())


async def _parts(file: BinaryIO) -> AsyncIterator[bytes]:
    while content := await asyncio.to_thread(file.read, _READ_BYTES):
        yield content


def _keep_entry(folder: Path) -> None:
    """Make a new name in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class LocalFiles:
    """A folder, with one folder per tenant in it, whose files we give out ourselves (web/files.py)."""

    def __init__(self, folder: Path, signer: LinkSigner) -> None:
        self._folder = folder
        self._signer = signer

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
        """Yield the bytes of that name in parts, the last only where all are what the name says."""
        try:
            file = await asyncio.to_thread(self._path(tenant_id, name).open, "rb")
        except FileNotFoundError:
            raise NoSuchFile("There is no such file.") from None
        with file:
            async for part in proven(_parts(file), name):
                yield part

    async def remove(self, tenant_id: TenantId, name: str) -> None:
        """Remove a file, if it is there."""
        await asyncio.to_thread(self._path(tenant_id, name).unlink, missing_ok=True)

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        await asyncio.to_thread(self._remove_others, tenant_id, names)

    @property
    def links(self) -> FileLinks:
        """The folder's own, below our address."""
        return self

    @property
    def is_ours(self) -> bool:
        """Return that links lead to this server (web/files.py)."""
        return True

    async def link(self, tenant_id: TenantId, name: str, shown: ShownAs) -> str:
        """Return an address of ours at which anybody who has it gets the file, which is looked at first."""
        file = await asyncio.to_thread(self._found, tenant_id, name)
        if not file.is_long:
            await self.get(tenant_id, name)
        return self._signer.signed(GivenOut(tenant_id, file, shown))

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
        if path.exists() and named(path.read_bytes()) == name:
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

    def _found(self, tenant_id: TenantId, name: str) -> Stored:
        try:
            return Stored(name, self._path(tenant_id, name).stat().st_size)
        except FileNotFoundError:
            raise NoSuchFile("There is no such file.") from None

    def _read(self, tenant_id: TenantId, name: str) -> bytes:
        try:
            content = self._path(tenant_id, name).read_bytes()
        except FileNotFoundError:
            raise NoSuchFile("There is no such file.") from None
        if named(content) != name:
            raise DamagedFile(name)
        return content
