"""A file that is handed on while it is written: what a ZIP file grows in."""

import io
from typing import Any


class Growing(io.RawIOBase):
    """Collects what is written until it is taken; it cannot seek, so an archive in it never looks back."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Return that it takes bytes."""
        return True

    def write(self, data: Any) -> int:
        """Keep a part."""
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what came since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
