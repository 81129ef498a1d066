"""Files of tenants, named by their content, so that the same bytes are stored once and a changed file shows."""

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Protocol, runtime_checkable

from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import TenantId


class NoSuchFile(Missing):
    """This tenant has no file of that name."""

    code = "file.not_found"


class DamagedFile(Exception):
    """A stored file no longer has the content it is named after."""


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

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        ...


def named(content: bytes) -> str:
    """Return the name of these bytes: the SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


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

    async def keep_only(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        """Remove every file of the tenant but those of these names."""
        await asyncio.to_thread(self._remove_others, tenant_id, names)

    def _remove_others(self, tenant_id: TenantId, names: frozenset[str]) -> None:
        for path in list((self._folder / str(tenant_id)).rglob("*")):
            if path.is_file() and path.name not in names:
                path.unlink(missing_ok=True)

    def _path(self, tenant_id: TenantId, name: str) -> Path:
        if len(name) != 64 or not all(digit in "0123456789abcdef" for digit in name):
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
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _keep_entry(path.parent)
        return name

    def _read(self, tenant_id: TenantId, name: str) -> bytes:
        try:
            content = self._path(tenant_id, name).read_bytes()
        except FileNotFoundError:
            raise NoSuchFile("There is no such file.") from None
        if named(content) != name:
            raise DamagedFile(name)
        return content
